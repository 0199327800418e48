package com.alibaba.mqtt.server.spring.listener;

import com.alibaba.mqtt.server.callback.MessageListener;
import com.alibaba.mqtt.server.model.MessageProperties;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Passes the messages of one topic to the methods for it. If one throws, the message comes again to all. */
final class TopicListener implements MessageListener {
    private final List<Target> targets;

    /** A method, with the types of its parameters, which Java would copy at each call. */
    private record Target(Invocation method, List<Class<?>> types) {
        Target(Invocation method) {
            this(method, List.of(method.listener().method().getParameterTypes()));
        }
    }

    TopicListener(List<Invocation> methods) {
        this.targets = methods.stream().map(Target::new).toList();
    }

    @Override
    public void process(@Nullable String messageId, MessageProperties properties, byte[] payload) {
        for (Target each : targets) {
            Object[] arguments = new Object[each.types().size()];
            for (int at = 0; at < arguments.length; at++) {
                arguments[at] = argument(each.types().get(at), properties, payload);
            }
            each.method().call(payload, arguments);
        }
    }

    private static Object argument(Class<?> type, MessageProperties properties, byte[] payload) {
        if (type == MessageProperties.class) {
            return properties;
        }
        return type == String.class ? new String(payload, StandardCharsets.UTF_8) : payload;
    }
}
