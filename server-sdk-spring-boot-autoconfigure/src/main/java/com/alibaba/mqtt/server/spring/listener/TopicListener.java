package com.alibaba.mqtt.server.spring.listener;

import com.alibaba.mqtt.server.callback.MessageListener;
import com.alibaba.mqtt.server.model.MessageProperties;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Passes the messages of one topic to the methods for it. If one throws, the message comes again to all. */
final class TopicListener implements MessageListener {
    private final List<Invocation> methods;

    TopicListener(List<Invocation> methods) {
        this.methods = List.copyOf(methods);
    }

    @Override
    public void process(@Nullable String messageId, MessageProperties properties, byte[] payload) {
        for (Invocation each : methods) {
            Object[] arguments = Arrays.stream(each.listener().method().getParameterTypes())
                    .map(type -> type == MessageProperties.class
                            ? properties
                            : type == String.class ? new String(payload, StandardCharsets.UTF_8) : payload)
                    .toArray();
            each.call(payload, arguments);
        }
    }
}
