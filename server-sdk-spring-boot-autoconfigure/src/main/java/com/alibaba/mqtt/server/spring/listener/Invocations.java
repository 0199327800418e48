package com.alibaba.mqtt.server.spring.listener;

import static java.util.stream.Collectors.groupingBy;

import com.alibaba.mqtt.server.internal.ClientId;
import com.alibaba.mqtt.server.presence.model.PresenceChange;
import com.alibaba.mqtt.server.spring.MqttStatusErrorHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;

/** The annotated methods of all beans, ready to be called; a bean is created when it is first wanted. Thread-safe. Internal. */
public final class Invocations {
    private final BeanFactory beans;
    private final List<ListenerMethod> methods;
    /** Those for changes, by instance and by group. */
    private final Map<String, Map<String, List<ListenerMethod>>> ofPresence;

    private final ObjectProvider<ObservationRegistry> observations;
    private final Map<ListenerMethod, Invocation> ready = new ConcurrentHashMap<>();

    /** Creates it. */
    public Invocations(
            BeanFactory beans, List<ListenerMethod> methods, ObjectProvider<ObservationRegistry> observations) {
        this.beans = beans;
        this.methods = List.copyOf(methods);
        this.ofPresence = methods.stream()
                .filter(ListenerMethod::isOfPresence)
                .collect(groupingBy(ListenerMethod::instance, groupingBy(ListenerMethod::source)));
        this.observations = observations;
    }

    /** Returns the methods of an instance. */
    public List<ListenerMethod> methods(String instance) {
        return methods.stream().filter(each -> each.instance().equals(instance)).toList();
    }

    /** Returns all methods. */
    public List<ListenerMethod> methods() {
        return methods;
    }

    Invocation of(ListenerMethod method) {
        Invocation known = ready.get(method);
        if (known == null) {
            known = new Invocation(
                    method,
                    beans.getBean(method.beanName()),
                    errorHandler(method.errorHandler()),
                    observations.getIfUnique(() -> ObservationRegistry.NOOP));
            ready.put(method, known);
        }
        return known;
    }

    private @Nullable MqttStatusErrorHandler errorHandler(String name) {
        return name.isEmpty()
                ? beans.getBeanProvider(MqttStatusErrorHandler.class).getIfUnique()
                : beans.getBean(name, MqttStatusErrorHandler.class);
    }

    /** Returns whether the instance has a method for changes. */
    public boolean hasPresence(String instance) {
        return ofPresence.containsKey(instance);
    }

    /** Calls the instance's methods for a change of the true state. */
    public void changed(String instance, PresenceChange change) {
        List<ListenerMethod> ofGroup = ofPresence
                .getOrDefault(instance, Map.of())
                .getOrDefault(ClientId.groupOrEmpty(change.clientId()), List.of());
        for (ListenerMethod each : ofGroup) {
            if (each.firstSeen() || !change.isFirst()) {
                of(each).call(change, each.kind() == ListenerMethod.Kind.CHANGE ? change : change.presence());
            }
        }
    }
}
