package com.alibaba.mqtt.server.spring.listener;

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
    private final ObjectProvider<ObservationRegistry> observations;
    private final Map<ListenerMethod, Invocation> ready = new ConcurrentHashMap<>();

    /** Creates it. */
    public Invocations(
            BeanFactory beans, List<ListenerMethod> methods, ObjectProvider<ObservationRegistry> observations) {
        this.beans = beans;
        this.methods = List.copyOf(methods);
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

    /**
     * Refuses methods that were not to be seen by the types of the beans, before these were created.
     *
     * @param seen those that are to be seen now
     * @throws IllegalStateException if there are more than before
     */
    public void requireAll(List<ListenerMethod> seen) {
        for (ListenerMethod each : seen) {
            if (!methods.contains(each)) {
                throw new IllegalStateException("the listener " + each.name() + " of the bean " + each.beanName()
                        + " is not to be seen by the type that its @Bean method declares; declare the class itself");
            }
        }
    }

    Invocation of(ListenerMethod method) {
        Invocation known = ready.get(method);
        if (known == null) {
            known = new Invocation(
                    method,
                    beans.getBean(method.beanName()),
                    errorHandler(method.errorHandler()),
                    () -> observations.getIfUnique(() -> ObservationRegistry.NOOP));
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
        return methods(instance).stream().anyMatch(ListenerMethod::isOfPresence);
    }

    /** Calls the instance's methods for a change of the true state. */
    public void changed(String instance, PresenceChange change) {
        for (ListenerMethod each : methods(instance)) {
            boolean wanted = each.isOfPresence()
                    && change.clientId().startsWith(each.source() + "@@@")
                    && (each.firstSeen() || !change.isFirst());
            if (wanted) {
                of(each).call(change, each.kind() == ListenerMethod.Kind.CHANGE ? change : change.presence());
            }
        }
    }
}
