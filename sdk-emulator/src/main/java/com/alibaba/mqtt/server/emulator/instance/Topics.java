package com.alibaba.mqtt.server.emulator.instance;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The parent topics of the instance, and how the topics below them are made. */
public final class Topics {
    /** The queue of the IoT Platform, for its own logins only. No parent topic has this name. */
    public static final String IOT_PLATFORM = "default";

    private static final String P2P = "/p2p/";

    private static final int MAX_NAMED = 10;

    private final Set<String> parents;
    private final int maxLength;

    /**
     * Creates the parent topics.
     *
     * @param parents their names
     * @param maxLength of a topic and of a topic filter, in characters
     */
    public Topics(Collection<String> parents, int maxLength) {
        this.parents = new TreeSet<>(parents);
        this.maxLength = maxLength;
    }

    /**
     * Whether the text can be the name of a parent topic: 3 to 64 letters, digits, dashes and underscores. The name
     * {@code default} is kept for the queue of the IoT Platform.
     */
    public static boolean isName(@Nullable String text) {
        return text != null && text.matches("[A-Za-z0-9_-]{3,64}") && !text.equals(IOT_PLATFORM);
    }

    /** The part before the first slash. */
    public static String parent(String topic) {
        int slash = topic.indexOf('/');
        return slash < 0 ? topic : topic.substring(0, slash);
    }

    /** The part after the first slash; empty when there is no slash. */
    public static Optional<String> second(String topic) {
        int slash = topic.indexOf('/');
        return slash < 0 ? Optional.empty() : Optional.of(topic.substring(slash + 1));
    }

    /** The client that a message to {@code <parent>/p2p/<client id>} is for; empty for any other topic. */
    public static Optional<ClientId> p2pTarget(String topic) {
        String parent = parent(topic);
        return topic.startsWith(P2P, parent.length())
                ? ClientId.parse(topic.substring(parent.length() + P2P.length()))
                : Optional.empty();
    }

    /** Whether the topic or topic filter is a parent topic or lies below one. */
    public boolean contains(String topicOrFilter) {
        return parents.contains(parent(topicOrFilter));
    }

    /** Why nobody can publish to this topic; empty when it is possible. */
    public Optional<String> whyNotPublish(String topic) {
        if (topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0 || topic.indexOf('\0') >= 0) {
            return Optional.of("a topic has no wildcards");
        }
        return whyNot(topic);
    }

    /** Why nobody can subscribe to this filter, not counting a share name; empty when it is possible. */
    public Optional<String> whyNotSubscribe(String filter) {
        return whyNot(filter).or(() -> whyNotWildcards(filter));
    }

    private Optional<String> whyNot(String topicOrFilter) {
        if (!contains(topicOrFilter)) {
            return Optional.of("parent topic '" + parent(topicOrFilter) + "' was not created; known: " + known());
        }
        // the client id of a target has 64 characters itself
        int length =
                p2pTarget(topicOrFilter).isPresent() ? parent(topicOrFilter).length() : topicOrFilter.length();
        return length <= maxLength
                ? Optional.empty()
                : Optional.of("it has " + length + " characters, allowed are " + maxLength);
    }

    private static Optional<String> whyNotWildcards(String filter) {
        for (String level : filter.split("/", -1)) {
            if (level.length() > 1 && (level.indexOf('+') >= 0 || level.indexOf('#') >= 0)) {
                return Optional.of("a wildcard stands alone in its level");
            }
        }
        int rest = filter.indexOf('#');
        return rest < 0 || rest == filter.length() - 1 ? Optional.empty() : Optional.of("nothing comes after a #");
    }

    private String known() {
        String names = parents.stream().limit(MAX_NAMED).collect(Collectors.joining(", "));
        return parents.size() > MAX_NAMED ? names + " and " + (parents.size() - MAX_NAMED) + " more" : names;
    }
}
