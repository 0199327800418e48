package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.callback.MessageListener;
import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.config.Dialect;
import com.alibaba.mqtt.server.delivery.Decoder;
import com.alibaba.mqtt.server.delivery.Decoders;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Source;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who listens to which source. Checks what an application subscribes to. Any thread. */
final class Listeners {
    private static final Pattern GROUP_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern FIRST_TOPIC = Pattern.compile("[^/+#\\s]{1,64}");

    private final Map<Source, Decoder> decoders = new ConcurrentHashMap<>();

    /** Returns how the deliveries of each source reach their listener; changes with each subscription. */
    Map<Source, Decoder> decoders() {
        return decoders;
    }

    /** Returns the source of a group's notices. Throws an IllegalArgumentException if one of the arguments is not allowed. */
    static Source statusSource(@Nullable String mqttGroupId, @Nullable StatusListener statusListener) {
        if (mqttGroupId == null || !GROUP_ID.matcher(mqttGroupId).matches()) {
            throw new IllegalArgumentException("mqttGroupId is "
                    + ForeignText.quoted(mqttGroupId)
                    + "; 1 to 64 letters, digits, - and _ are needed");
        }
        if (statusListener == null) {
            throw new IllegalArgumentException("statusListener is null; a listener is needed");
        }
        return Source.status(mqttGroupId);
    }

    /** Returns the source of a topic's messages. Throws an IllegalArgumentException if one of the arguments is not allowed. */
    static Source topicSource(@Nullable String firstTopic, @Nullable MessageListener messageListener) {
        if (firstTopic == null || !FIRST_TOPIC.matcher(firstTopic).matches()) {
            throw new IllegalArgumentException("firstTopic is " + ForeignText.quoted(firstTopic)
                    + "; the first level of a topic is needed, 1 to 64 characters without /, +, # and blanks");
        }
        if (messageListener == null) {
            throw new IllegalArgumentException("messageListener is null; a listener is needed");
        }
        return Source.topic(firstTopic);
    }

    /** Returns how notices are read in the dialect of the start, which may come later than the subscription. */
    static Decoder ofStatus(StatusListener listener, Supplier<@Nullable ConnectionSettings> started) {
        Decoder ofNotices = Decoders.ofNotices(listener);
        Decoder ofIotPlatform = Decoders.ofIotPlatform(listener);
        return delivery -> {
            ConnectionSettings settings = started.get();
            boolean isIotPlatform = settings != null && settings.dialect() == Dialect.IOT_PLATFORM;
            return (isIotPlatform ? ofIotPlatform : ofNotices).decode(delivery);
        };
    }

    /** Requires that all groups are what these settings allow. */
    void requireGroupsOf(ConnectionSettings settings) {
        for (Source source : decoders.keySet()) {
            requireGroupOf(settings.dialect(), settings.consumerGroupId(), source);
        }
    }

    /** Requires, with IoT Platform, that the group is the consumer group. */
    static void requireGroupOf(Dialect dialect, @Nullable String consumerGroupId, Source source) {
        if (dialect == Dialect.IOT_PLATFORM
                && source.kind() == Source.Kind.STATUS
                && !source.name().equals(consumerGroupId)) {
            throw new IllegalArgumentException("mqttGroupId is \"" + ForeignText.visible(source.name())
                    + "\"; with IoT Platform only the consumerGroupId of the ChannelConfig is allowed, \""
                    + consumerGroupId + "\"");
        }
    }
}
