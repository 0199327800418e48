package dev.mqttstatus.integration.presence;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.presence.model.PresenceState;
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
    /** How many, and for how long they live: few and short unless asked for more. */
    static final int SIZE = Integer.getInteger("presence.devices", 150);

    static final int SECONDS = Integer.getInteger("presence.seconds", 10);

    private static final int DRIVERS = 8;
    /** As many as can be asked about within the budget of queries. */
    private static final double MAX_PER_SECOND = 100;

    private final Emulator emulator;
    private final List<Member> members;
    private long drives;

    Fleet(Emulator emulator, String group) {
        this.emulator = emulator;
        this.members = IntStream.range(0, SIZE)
                .mapToObj(n -> new Member(n, group + "@@@" + n))
                .toList();
    }

    /** One client id. Used by one driver at a time. */
    private final class Member {
        final int number;
        final String clientId;
        /** When it was online from, or offline from, by {@link System#nanoTime}. Guarded by itself. */
        final TreeMap<Long, Boolean> truth = new TreeMap<>();

        private Device device;

        Member(int number, String clientId) {
            this.number = number;
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
                // before it ends, as its application may be notified of it before we return
                note(false);
                if (cleanly) {
                    device.leave();
                } else {
                    device.vanish();
                }
                device = null;
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

        List<PresenceState> changes() {
            List<PresenceState> changes = new ArrayList<>();
            synchronized (truth) {
                for (boolean online : truth.values()) {
                    PresenceState state = online ? PresenceState.ONLINE : PresenceState.OFFLINE;
                    // a takeover is no change
                    if (changes.isEmpty() || changes.get(changes.size() - 1) != state) {
                        changes.add(state);
                    }
                }
            }
            return changes;
        }

        boolean was(boolean online, long from, long to) {
            synchronized (truth) {
                Map.Entry<Long, Boolean> first = truth.floorEntry(from);
                return online == (first != null && first.getValue())
                        || truth.subMap(from, true, to, true).containsValue(online);
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

    /** Ends the connections of a quarter, in one way or the other. */
    void endQuarter() throws Exception {
        drive((member, random) -> {
            if (member.number % 4 == 0) {
                member.end(random.nextBoolean());
            }
        });
    }

    /** Ends all connections, in one way or the other. */
    void endAll() throws Exception {
        drive((member, random) -> member.end(random.nextBoolean()));
    }

    /** Has half of them change their state, the quarter that {@link #endQuarter} ended and another one; returns how many. */
    long changeHalf() throws Exception {
        drive((member, random) -> {
            if (member.number % 4 == 0) {
                member.connect();
            } else if (member.number % 4 == 2) {
                member.end(random.nextBoolean());
            }
        });
        return members.stream().filter(member -> member.number % 2 == 0).count();
    }

    /**
     * Has every eighth change its state again, of those that {@link #changeHalf} changed. Some time later, so that no clock
     * makes it uncertain.
     */
    void changeSomeAgain() throws Exception {
        drive((member, random) -> {
            if (member.number % 8 == 0) {
                member.end(random.nextBoolean());
            } else if (changedTwice(member.clientId)) {
                member.connect();
            }
        });
    }

    /** Returns whether {@link #changeSomeAgain} changes it. */
    boolean changedTwice(String clientId) {
        int place = member(clientId).number % 8;
        return place == 0 || place == 2;
    }

    /** Ends the connections of every eighth, none of which was ended before; returns how many. */
    long endOthers() throws Exception {
        drive((member, random) -> {
            if (isOther(member.clientId)) {
                member.end(random.nextBoolean());
            }
        });
        return clientIds().stream().filter(this::isOther).count();
    }

    /** Returns whether {@link #endOthers} ends it. */
    boolean isOther(String clientId) {
        return member(clientId).number % 8 == 1;
    }

    /** Has all do things at random for a time, each about every four seconds; many of them less often. */
    void live(double seconds) throws Exception {
        double share = Math.min(0.25, MAX_PER_SECOND / SIZE);
        long end = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        while (System.nanoTime() < end) {
            long round = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
            drive((member, random) -> {
                if (System.nanoTime() < end && random.nextDouble() < share) {
                    member.doSomething(random);
                }
            });
            LockSupport.parkNanos(Math.max(0, Math.min(round, end) - System.nanoTime()));
        }
    }

    private Member member(String clientId) {
        return members.get(Integer.parseInt(clientId.substring(clientId.indexOf("@@@") + 3)));
    }

    /** The changes of a client that its application has to be notified of. */
    List<PresenceState> changes(String clientId) {
        return member(clientId).changes();
    }

    /** Returns whether the client was so at some time between the two, by {@link System#nanoTime}. */
    boolean was(String clientId, PresenceState state, long from, long to) {
        return member(clientId).was(state == PresenceState.ONLINE, from, to);
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
