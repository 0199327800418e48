package dev.mqttstatus.integration.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.model.StatusNotice;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Poll;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an application does with a consumer and is notified of while something breaks, on one wire. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
abstract class ControlsThroughFaults {
    private static final Scene.State UP = new Scene.State(ConnectionState.CONNECTED, null);
    private static final Scene.State LOST = new Scene.State(ConnectionState.RECOVERING, ErrorCode.CONNECTION_LOST);

    /** The connection stays lost until their end. */
    private static final Set<Fault> LASTING =
            EnumSet.of(Fault.SERVER_UNREACHABLE, Fault.SERVER_KILLED, Fault.LOGIN_REFUSED);

    abstract Protocol protocol();

    private static void awaitLoss(Scene.Consumer consumer) {
        Poll.until(
                "the loss is noticed",
                () -> consumer.state().state() == ConnectionState.RECOVERING
                        || consumer.sdk.health().reconnects() > 0);
    }

    /** All are of one client, so that one call runs and the others wait. */
    @ParameterizedTest
    @EnumSource(names = {"SLOW_NETWORK", "RESET", "SERVER_UNREACHABLE", "SERVER_KILLED"})
    void stopNowGivesBackWhatIsNotBegun(Fault fault) throws Exception {
        int count = 300;
        try (Scene scene = new Scene(protocol())) {
            scene.hang(0);
            Scene.Consumer stopped = scene.consumer();
            for (int n = 0; n < count; n++) {
                scene.produceOf(0);
            }
            Poll.until("all unsettled", () -> stopped.sdk.health().unsettled() == count);
            scene.ledger.fault(fault.name(), 0);
            fault.begin(scene);
            if (fault != Fault.SLOW_NETWORK) {
                awaitLoss(stopped);
            }
            FutureTask<Void> stop = inBackground(() -> {
                stopped.stopNow();
                return null;
            });
            Poll.until("only the call that runs", () -> stopped.sdk.health().unsettled() == 1);
            scene.letGo();
            stop.get(60, TimeUnit.SECONDS);
            assertEquals(1, scene.ledger.calls());
            fault.end(scene);
            scene.consumer();
            scene.awaitSettled();
            scene.ledger.check();
        }
    }

    /** The connection is slow but stays; so nothing at all may come twice. */
    @Test
    void stopNowWhileDeliveringMakesNoDuplicates() throws Exception {
        try (Scene scene = new Scene(protocol())) {
            Scene.Consumer stopped = scene.consumer();
            FaultMatrix.Moment.DELIVERING.reach(scene);
            Fault.SLOW_NETWORK.begin(scene);
            stopped.stopNow();
            scene.consumer();
            scene.awaitSettled();
            scene.ledger.check();
        }
    }

    private static FutureTask<Void> inBackground(Callable<Void> work) {
        FutureTask<Void> task = new FutureTask<>(work);
        new Thread(task, "in background").start();
        return task;
    }

    /** Which returns immediately, while its own call and those of others run. */
    @ParameterizedTest
    @EnumSource(names = {"SLOW_NETWORK", "RESET", "SERVER_UNREACHABLE", "SERVER_KILLED"})
    void aListenerMayStopItsConsumer(Fault fault) throws Exception {
        try (Scene scene = new Scene(protocol())) {
            AtomicReference<Scene.Consumer> stopped = new AtomicReference<>();
            CountDownLatch called = new CountDownLatch(1);
            CountDownLatch broken = new CountDownLatch(1);
            CountDownLatch returned = new CountDownLatch(1);
            scene.work = notice -> {
                if (notice.getClientId().equals(Scene.client(0))) {
                    called.countDown();
                    Poll.await(broken);
                    stopped.get().stopFromListener();
                    returned.countDown();
                }
            };
            stopped.set(scene.consumer());
            scene.produce(100);
            Poll.await(called);
            scene.ledger.fault(fault.name());
            fault.begin(scene);
            broken.countDown();
            Poll.await(returned);
            assertEquals(ConnectionState.STOPPED, stopped.get().state().state());
            fault.end(scene);
            scene.consumer();
            scene.produce(50);
            scene.awaitSettled();
            scene.ledger.check();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"RESET", "SERVER_UNREACHABLE"})
    void pausedBeginsNothingThroughLosses(Fault fault) throws Exception {
        ConsumerConfig config = new ConsumerConfig();
        config.setMaxUnsettled(100);
        try (Scene scene = new Scene(protocol())) {
            Scene.Consumer consumer = scene.consumer(config);
            consumer.sdk.pause();
            scene.produce(300);
            for (int losses = 0; losses < 2; losses++) {
                long connections = losses + 1L;
                Poll.until(
                        "the server delivers no more",
                        () -> consumer.sdk.health().received() == connections * config.getMaxUnsettled());
                assertTrue(consumer.sdk.health().unsettled() <= config.getMaxUnsettled());
                scene.ledger.fault(fault.name(), 0);
                fault.begin(scene);
                fault.end(scene);
                Poll.until("connected again", () -> consumer.sdk.health().reconnects() == connections);
            }
            assertEquals(0, scene.ledger.calls());
            consumer.sdk.resume();
            scene.awaitSettled();
            assertEquals(300, scene.ledger.calls(), "each notice once, none for a connection that was lost");
            scene.ledger.check();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"RESET", "SERVER_UNREACHABLE", "SERVER_KILLED", "LOGIN_REFUSED"})
    void aLossAndItsEndAreNotified(Fault fault) throws Exception {
        try (Scene scene = new Scene(protocol())) {
            Scene.Consumer consumer = scene.consumer();
            assertEquals(UP, consumer.state());
            scene.produce(100);
            scene.ledger.fault(fault.name());
            fault.begin(scene);
            if (LASTING.contains(fault)) {
                awaitLoss(consumer);
                // the reason becomes that of the last attempt
                assertEquals(ConnectionState.RECOVERING, consumer.state().state());
                assertFalse(consumer.sdk.health().isUp());
                assertEquals(0, consumer.sdk.health().reconnects());
            }
            fault.end(scene);
            Poll.until("connected again", () -> consumer.sdk.health().reconnects() == 1);
            assertEquals(UP, consumer.state());
            assertTrue(consumer.sdk.health().isUp());
            scene.produce(100);
            scene.awaitSettled();
            consumer.stop();
            Scene.State connecting = new Scene.State(ConnectionState.CONNECTING, null);
            Scene.State stopped = new Scene.State(ConnectionState.STOPPED, null);
            Poll.until("the stop is notified", () -> consumer.states.contains(stopped));
            assertEquals(List.of(connecting, UP, LOST, UP, stopped), List.copyOf(consumer.states));
            assertEquals(stopped, consumer.state());
            scene.ledger.check();
        }
    }

    /**
     * The consumer counts failed calls, also those of which the server never hears because the connection is reset while
     * they run; so within one process the number of attempts is exact, and the server's count may be lower. Only if the
     * last connection is lost before the server got the rejection, the notice comes once more.
     */
    @Test
    void aNoticeIsGivenUpAfterExactlySoManyAttempts() throws Exception {
        int most = 5;
        List<String> givenUp = new CopyOnWriteArrayList<>();
        AtomicInteger attempts = new AtomicInteger();
        Semaphore mayFail = new Semaphore(0);
        try (Scene scene = new Scene(protocol())) {
            scene.work = notice -> {
                if (notice.getClientId().equals(Scene.client(0))) {
                    int attempt = attempts.incrementAndGet();
                    mayFail.acquireUninterruptibly();
                    throw new IllegalStateException("attempt " + attempt);
                }
            };
            ConsumerConfig config = new ConsumerConfig();
            config.setMaxAttempts(most);
            config.setUndeliverableListener((source, body, cause) -> {
                scene.ledger.givenUp(new StatusNotice(body));
                givenUp.add(source + ": " + cause.getMessage());
            });
            Scene.Consumer consumer = scene.consumer(config);
            scene.produceOf(0);
            for (int attempt = 1; attempt <= most; attempt++) {
                int now = attempt;
                Poll.until("attempt " + now, () -> attempts.get() == now);
                if (now % 2 == 0) {
                    scene.ledger.fault("reset");
                    scene.relay.reset();
                    Poll.until("connected again", () -> consumer.sdk.health().reconnects() == now / 2);
                }
                scene.produceOf(now);
                mayFail.release();
            }
            scene.awaitSettled();
            assertEquals(List.of(Scene.GROUP + ": attempt " + most), givenUp);
            assertEquals(most, attempts.get());
            assertEquals(1, scene.deadLetters());
            assertEquals(1, consumer.sdk.health().undeliverable());
            scene.ledger.check();
        }
    }
}
