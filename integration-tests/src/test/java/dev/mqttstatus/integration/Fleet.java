package dev.mqttstatus.integration;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.presence.PresenceState;
import dev.mqttstatus.examples.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Real devices that come, leave, vanish and take each other over, at random by a seed; and what was true of each at any
 * time.
 */
final class Fleet implements AutoCloseable {
    private static final int DRIVERS = 8;

    private final Emulator emulator;
    private final List<Member> members;
    private long drives;

    Fleet(Emulator emulator, String group, int size) {
        this.emulator = emulator;
        this.members = IntStream.range(0, size)
                .mapToObj(n -> new Member(group + "@@@" + n))
                .toList();
    }

    /** One client id. Used by one driver at a time. */
    private final class Member {
        final String clientId;
        /** When it was online from, or offline from, by {@link System#nanoTime}. Guarded by itself. */
        final TreeMap<Long, Boolean> truth = new TreeMap<>();

        private Device device;

        Member(String clientId) {
            this.clientId = clientId;
        }

        void connect() throws Exception {
            note(true);
            Device before = device;
            device = new Device(
                    emulator.mqttPort(),
                    emulator.instanceId(),
                    Credentials.of(emulator.accessKey(), emulator.secretKey()),
                    clientId);
            if (before != null) {
                before.vanish();
            }
        }

        void end(boolean cleanly) {
            if (device != null) {
                if (cleanly) {
                    device.leave();
                } else {
                    device.vanish();
                }
                device = null;
                note(false);
            }
        }

        void doSomething(Random random) throws Exception {
            int choice = random.nextInt(10);
            if (device == null || choice < 3) {
                // a takeover if it is there
                connect();
            } else {
                end(choice < 7);
            }
        }

        private void note(boolean online) {
            synchronized (truth) {
                truth.put(System.nanoTime(), online);
            }
        }

        boolean wasAt(long nanos, boolean online, long within) {
            synchronized (truth) {
                Map.Entry<Long, Boolean> at = truth.floorEntry(nanos - within);
                if (online == (at != null && at.getValue())) {
                    return true;
                }
                return truth.subMap(nanos - within, true, nanos, true).containsValue(online);
            }
        }
    }

    List<String> clientIds() {
        return members.stream().map(member -> member.clientId).toList();
    }

    /** Connects all that are not. */
    void connectAll() throws Exception {
        drive((member, unused) -> {
            if (member.device == null) {
                member.connect();
            }
        });
    }

    /** Ends the connections of all whose number passes the test, in one way or the other. */
    void endHalf() throws Exception {
        drive((member, random) -> {
            if (members.indexOf(member) % 2 == 0) {
                member.end(random.nextBoolean());
            }
        });
    }

    /** Has all do things at random for a time, each about every four seconds. */
    void live(long seconds) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end) {
            long round = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
            drive((member, random) -> {
                if (System.nanoTime() < end && random.nextInt(4) == 0) {
                    member.doSomething(random);
                }
            });
            LockSupport.parkNanos(Math.max(0, Math.min(round, end) - System.nanoTime()));
        }
    }

    /** Tells whether the client was so at some time within the last so many nanoseconds before. */
    boolean wasAt(String clientId, PresenceState state, long nanos, long within) {
        Member member = members.get(Integer.parseInt(clientId.substring(clientId.indexOf("@@@") + 3)));
        return member.wasAt(nanos, state == PresenceState.ONLINE, within);
    }

    private interface Step {
        void of(Member member, Random random) throws Exception;
    }

    private void drive(Step step) throws Exception {
        ExecutorService drivers = Executors.newFixedThreadPool(DRIVERS);
        drives++;
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int driver = 0; driver < DRIVERS; driver++) {
                int first = driver;
                Random random = new Random(DRIVERS * drives + driver);
                all.add(drivers.submit(() -> {
                    for (int n = first; n < members.size(); n += DRIVERS) {
                        step.of(members.get(n), random);
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            drivers.shutdown();
            assertTrue(drivers.awaitTermination(20, TimeUnit.SECONDS));
        }
    }

    @Override
    public void close() {
        members.forEach(member -> member.end(false));
    }
}
