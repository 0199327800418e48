package com.alibaba.mqtt.server.spring.listener;

import com.alibaba.mqtt.server.callback.NotNowException;
import com.alibaba.mqtt.server.spring.MqttStatusErrorHandler;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Calls an annotated method of a bean, observed as {@code mqtt.status.process}, and asks the error handler about what it throws.
 * Thread-safe. Internal.
 */
final class Invocation {
    private static final String OBSERVATION = "mqtt.status.process";

    private final ListenerMethod listener;
    private final Object bean;
    private final Method method;
    private final @Nullable MqttStatusErrorHandler errorHandler;
    private final ObservationRegistry observations;
    private final String contextualName;
    private final KeyValues keyValues;

    Invocation(
            ListenerMethod listener,
            Object bean,
            @Nullable MqttStatusErrorHandler errorHandler,
            ObservationRegistry observations) {
        this.listener = listener;
        this.bean = bean;
        this.method = AopUtils.selectInvocableMethod(listener.method(), bean.getClass());
        ReflectionUtils.makeAccessible(method);
        this.errorHandler = errorHandler;
        this.observations = observations;
        this.contextualName = "mqtt " + listener.source() + " process";
        this.keyValues =
                KeyValues.of("instance", listener.instance(), "source", listener.source(), "method", listener.name());
    }

    ListenerMethod listener() {
        return listener;
    }

    /**
     * Calls the method.
     *
     * @param main the argument that an error handler is told of
     */
    void call(Object main, @Nullable Object... arguments) {
        Observation.createNotStarted(OBSERVATION, observations)
                .contextualName(contextualName)
                .lowCardinalityKeyValues(keyValues)
                .observe(() -> handled(main, arguments));
    }

    private void handled(Object main, @Nullable Object[] arguments) {
        try {
            method.invoke(bean, arguments);
        } catch (InvocationTargetException e) {
            Throwable failure = e.getCause() == null ? e : e.getCause();
            if (errorHandler == null || failure instanceof NotNowException) {
                throw unchecked(failure);
            }
            try {
                errorHandler.handle(failure, listener.name(), main);
            } catch (Throwable decision) {
                throw unchecked(decision);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("cannot call " + method, e);
        }
    }

    /** Throws it as it is: the SDK counts and logs it, whatever its class. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException unchecked(Throwable failure) throws T {
        throw (T) failure;
    }
}
