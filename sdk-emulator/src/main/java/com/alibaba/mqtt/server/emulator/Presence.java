package com.alibaba.mqtt.server.emulator;

import com.alibaba.mqtt.server.emulator.Notice.Event;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Which clients are online, and the notices about their coming and going. Called by the threads of the MQTT listener;
 * the events of one client must come one after the other.
 */
final class Presence {
    private final Map<String, Channel> online = new ConcurrentHashMap<>();
    private final Clock clock;
    private final Consumer<Notice> notices;
    private volatile boolean silent;

    Presence(Clock clock, Consumer<Notice> notices) {
        this.clock = clock;
        this.notices = notices;
    }

    /** A login was accepted. */
    void connected(Channel channel) {
        online.put(channel.clientId().toString(), channel);
        tell(channel, Event.CONNECT);
    }

    /** A connection has ended, with or without a DISCONNECT packet before. */
    void ended(Channel channel, boolean disconnectSeen) {
        online.remove(channel.clientId().toString(), channel);
        if (disconnectSeen) {
            tell(channel, Event.DISCONNECT);
        }
        tell(channel, Event.TCPCLEAN);
    }

    boolean isOnline(String clientId) {
        return online.containsKey(clientId);
    }

    /** From now on no notice is given, because the emulator itself ends the connections. */
    void silence() {
        silent = true;
    }

    private void tell(Channel channel, Event event) {
        if (!silent) {
            notices.accept(new Notice(channel, event, clock.millis()));
        }
    }
}
