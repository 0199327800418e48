package com.alibaba.mqtt.server.emulator.mqtt;

import java.util.Map;
import java.util.function.Predicate;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.selector.filter.Filterable;
import org.jspecify.annotations.Nullable;

/**
 * Artemis's filter of a queue, and one more condition.
 *
 * @param first null for none
 */
record Kept(@Nullable Filter first, Predicate<Message> condition) implements Filter {

    @Override
    public boolean match(Message message) {
        return (first == null || first.match(message)) && condition.test(message);
    }

    @Override
    public boolean match(Map<String, String> properties) {
        return first == null || first.match(properties);
    }

    @Override
    public boolean match(Filterable filterable) {
        return first == null || first.match(filterable);
    }

    @Override
    public @Nullable SimpleString getFilterString() {
        return first == null ? null : first.getFilterString();
    }
}
