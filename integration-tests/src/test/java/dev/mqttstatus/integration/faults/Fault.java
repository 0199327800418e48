package dev.mqttstatus.integration.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mqttstatus.testing.Poll;
import dev.mqttstatus.testing.Sneaky;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** What can go wrong around a consumer, and right again. */
enum Fault {
    RESET {
        @Override
        void begin(Scene scene) throws IOException {
            scene.relay.reset();
        }
    },
    CUT {
        @Override
        void begin(Scene scene) throws IOException {
            scene.relay.cut();
        }
    },
    /** Within the header of a frame. */
    TRUNCATED_HEADER {
        @Override
        void begin(Scene scene) {
            truncate(scene, 5);
        }
    },
    TRUNCATED_BODY {
        @Override
        void begin(Scene scene) {
            truncate(scene, 40);
        }
    },
    HALF_OPEN {
        @Override
        void prepare(Scene scene) {
            // the broker refuses a shorter one
            scene.heartbeat = 2;
        }

        @Override
        void begin(Scene scene) {
            scene.relay.halfOpen();
        }

        @Override
        void end(Scene scene) throws IOException {
            scene.relay.timeOutAtServer();
        }
    },
    FROZEN {
        @Override
        void prepare(Scene scene) {
            // a stop waits so long for an answer that does not come
            scene.handshakeMillis = 4_000;
        }

        @Override
        void begin(Scene scene) {
            scene.relay.hold();
        }

        @Override
        void end(Scene scene) {
            scene.relay.release();
        }
    },
    SLOW_NETWORK {
        @Override
        void begin(Scene scene) {
            scene.relay.slow(Duration.ofMillis(10), 100_000);
        }

        @Override
        void end(Scene scene) {
            scene.relay.fast();
        }
    },
    SERVER_UNREACHABLE {
        @Override
        void begin(Scene scene) throws IOException {
            scene.relay.refuse();
            scene.relay.reset();
        }

        @Override
        void end(Scene scene) throws IOException {
            scene.relay.accept();
        }
    },
    SERVER_RESTART {
        @Override
        void begin(Scene scene) throws IOException {
            // else a client that is quick would be back before the ports are closed, and lost a second time
            scene.relay.refuse();
            scene.emulator.stopAmqp();
            scene.device(false);
        }

        @Override
        void end(Scene scene) throws IOException {
            scene.device(true);
            scene.emulator.startAmqp();
            scene.relay.accept();
            scene.device(false);
        }
    },
    SERVER_KILLED {
        @Override
        void begin(Scene scene) throws IOException {
            // else a client that is quick would be back before the ports are closed, and lost a second time
            scene.relay.refuse();
            scene.emulator.faults().killAmqp();
            scene.device(false);
        }

        @Override
        void end(Scene scene) throws IOException {
            scene.device(true);
            scene.emulator.startAmqp();
            scene.relay.accept();
            scene.device(false);
        }
    },
    /** With all that it holds. */
    QUEUE_DELETED {
        @Override
        void begin(Scene scene) {
            scene.emulator.faults().deleteQueue(Scene.GROUP);
        }

        @Override
        void end(Scene scene) {
            scene.ledger.lostByServer();
            scene.emulator.faults().createQueue(Scene.GROUP);
        }
    },
    LOGIN_REFUSED {
        @Override
        void begin(Scene scene) throws IOException {
            scene.emulator.secretKey("another secret");
            scene.relay.reset();
            awaitLogins(scene, 2);
        }

        @Override
        void end(Scene scene) {
            scene.emulator.secretKey(scene.secretKey);
        }
    },
    SECRET_ROTATED {
        @Override
        void begin(Scene scene) throws IOException {
            scene.emulator.secretKey("rotated secret");
            scene.relay.reset();
            awaitLogins(scene, 1);
        }

        @Override
        void end(Scene scene) {
            scene.secretKey = "rotated secret";
        }
    },
    /** The clocks of server and client part by a day; so the server refuses signatures until they agree again. */
    CLOCK_JUMP {
        @Override
        void begin(Scene scene) throws IOException {
            scene.clockOffset = Duration.ofDays(1);
            scene.relay.reset();
            awaitLogins(scene, 2);
        }

        @Override
        void end(Scene scene) {
            scene.clockOffset = Duration.ZERO;
        }
    },
    SLOW_LISTENER {
        @Override
        void begin(Scene scene) {
            scene.work = notice -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    },
    /** For one client. */
    HANGING_LISTENER {
        @Override
        void begin(Scene scene) {
            scene.hang(0);
            scene.produceOf(0);
        }

        @Override
        void end(Scene scene) {
            scene.letGo();
        }
    },
    /** Each notice once. */
    THROWING_LISTENER {
        @Override
        void begin(Scene scene) {
            failOnce(scene, () -> new IllegalStateException("the database is away"));
        }
    },
    /** Each notice once. */
    LISTENER_WITH_ERROR {
        @Override
        void begin(Scene scene) {
            failOnce(scene, () -> new OutOfMemoryError("thrown by the test"));
        }
    },
    /** What it leaves on its thread must not meet the next call, nor the settling. */
    INTERRUPTED_LISTENER {
        @Override
        void begin(Scene scene) {
            scene.work = notice -> Thread.currentThread().interrupt();
        }
    },
    MALFORMED_NOTICES {
        @Override
        void begin(Scene scene) {
            scene.put(new byte[0]);
            scene.produce(1);
            scene.put("{\"clientId\":\"GID_faults@@@x\",\"eventType\":\"unheard-of\"}".getBytes(UTF_8));
            scene.produce(1);
            scene.put(new byte[] {(byte) 0xff, 0, 1});
        }
    };

    /** Before the consumer is started. */
    void prepare(Scene scene) {}

    abstract void begin(Scene scene) throws IOException;

    void end(Scene scene) throws IOException {
        scene.work = Scene.SHORT_WORK;
    }

    private static void truncate(Scene scene, int bytes) {
        scene.relay.truncate(bytes);
        scene.produce(1);
        Poll.until("truncated", scene.relay::isTruncated, scene::toString);
    }

    /** Waits until the consumer has tried to log in so many times more. */
    private static void awaitLogins(Scene scene, int count) {
        int before = scene.relay.greetings().size();
        Poll.until("logins", () -> scene.relay.greetings().size() >= before + count, scene::toString);
    }

    private static void failOnce(Scene scene, Supplier<Throwable> failure) {
        Set<Long> failed = ConcurrentHashMap.newKeySet();
        scene.work = notice -> {
            if (failed.add(notice.getTime())) {
                Sneaky.throwAny(failure.get());
            }
        };
    }
}
