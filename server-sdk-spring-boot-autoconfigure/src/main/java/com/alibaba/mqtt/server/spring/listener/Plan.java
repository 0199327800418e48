package com.alibaba.mqtt.server.spring.listener;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which consumer of an instance gets which group or topic: one for all that share threads, one for each with a concurrency of its
 * own. A group is in one of them only, as consumers of one group share its notices. Immutable.
 */
final class Plan {
    /** The name of the consumer for all that share threads. */
    static final String SHARED = "shared";

    /**
     * A consumer.
     *
     * @param name of the group or topic that it is for, or {@link #SHARED}
     * @param threads null for as many as is set
     * @param groups the groups, each with its methods
     * @param topics the topics, each with its methods
     */
    record Part(
            String name,
            @Nullable Integer threads,
            Map<String, List<ListenerMethod>> groups,
            Map<String, List<ListenerMethod>> topics) {}

    private final Map<String, Part> parts = new LinkedHashMap<>();

    /**
     * Plans it.
     *
     * @param methods those of one instance
     * @param presenceGroups groups whose presence is tracked
     */
    Plan(List<ListenerMethod> methods, Collection<String> presenceGroups) {
        Map<String, List<ListenerMethod>> groups = new LinkedHashMap<>();
        Map<String, List<ListenerMethod>> topics = new LinkedHashMap<>();
        presenceGroups.forEach(group -> groups.put(group, new ArrayList<>()));
        for (ListenerMethod each : methods) {
            boolean message = each.kind() == ListenerMethod.Kind.MESSAGE;
            (message ? topics : groups)
                    .computeIfAbsent(each.source(), any -> new ArrayList<>())
                    .add(each);
        }
        groups.forEach((group, all) -> part(group, all).groups().put(group, all));
        topics.forEach((topic, all) -> part(topic, all).topics().put(topic, all));
    }

    private Part part(String source, List<ListenerMethod> methods) {
        List<Integer> wanted = methods.stream()
                .map(ListenerMethod::concurrency)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        if (wanted.size() > 1) {
            throw new IllegalStateException(
                    "the listeners for " + source + " have different concurrencies, " + wanted + "; they share one");
        }
        Integer threads = wanted.isEmpty() ? null : wanted.get(0);
        return parts.computeIfAbsent(
                threads == null ? SHARED : source,
                name -> new Part(name, threads, new LinkedHashMap<>(), new LinkedHashMap<>()));
    }

    List<Part> parts() {
        return List.copyOf(parts.values());
    }
}
