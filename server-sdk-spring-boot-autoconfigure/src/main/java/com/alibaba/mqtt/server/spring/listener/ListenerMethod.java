package com.alibaba.mqtt.server.spring.listener;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * An annotated method of a bean. Immutable. Internal.
 *
 * @param source the group or the topic
 * @param instance the name of the instance
 * @param concurrency null if it shares the threads of the instance
 * @param firstSeen whether the first sight of a client counts as a change
 * @param errorHandler the name of a bean; empty for the one of its type
 */
public record ListenerMethod(
        String beanName,
        Method method,
        Kind kind,
        String source,
        String instance,
        @Nullable Integer concurrency,
        boolean firstSeen,
        String errorHandler) {
    /** For what a method is called. */
    public enum Kind {
        /** Each notice. */
        NOTICE,
        /** Each notice, as JSON. */
        JSON,
        /** Each change of the true state. */
        CHANGE,
        /** Each change, as the state after it. */
        PRESENCE,
        /** Each message. */
        MESSAGE
    }

    /** Returns whether it is about the true state and not about notices. */
    public boolean isOfPresence() {
        return kind == Kind.CHANGE || kind == Kind.PRESENCE;
    }

    /** Returns the method for a log and for who handles its errors. */
    public String name() {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }
}
