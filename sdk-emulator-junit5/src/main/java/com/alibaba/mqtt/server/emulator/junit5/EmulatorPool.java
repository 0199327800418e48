package com.alibaba.mqtt.server.emulator.junit5;

import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.EmulatorBuilder;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Emulators by what they are set to: each is lent to one test at a time, and as it is when it has started. Thread-safe. */
final class EmulatorPool implements AutoCloseable {
    private final Map<Key, Deque<Emulator>> idle = new HashMap<>();
    private final List<Emulator> all = new ArrayList<>();

    /** What an emulator is set to. */
    record Key(List<String> groups, List<String> topics) {
        static Key of(EmulatedMqtt wanted) {
            return new Key(List.of(wanted.groups()), List.of(wanted.topics()));
        }
    }

    Emulator take(Key key) throws IOException {
        Emulator kept;
        synchronized (this) {
            kept = idle.computeIfAbsent(key, each -> new ArrayDeque<>()).poll();
        }
        if (kept != null) {
            return kept;
        }
        EmulatorBuilder builder = Emulator.builder();
        key.groups().forEach(builder::group);
        key.topics().forEach(builder::topic);
        Emulator started = builder.start();
        synchronized (this) {
            all.add(started);
        }
        return started;
    }

    /** Takes back an emulator; one that cannot be reset is closed. */
    void giveBack(Key key, Emulator emulator) throws IOException {
        try {
            emulator.reset();
        } catch (IOException | RuntimeException e) {
            emulator.close();
            throw e;
        }
        synchronized (this) {
            idle.computeIfAbsent(key, each -> new ArrayDeque<>()).push(emulator);
        }
    }

    @Override
    public synchronized void close() {
        idle.clear();
        all.forEach(Emulator::close);
        all.clear();
    }
}
