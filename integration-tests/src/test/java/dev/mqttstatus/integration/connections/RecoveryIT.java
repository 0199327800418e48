package dev.mqttstatus.integration.connections;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.model.EventType;
import com.alibaba.mqtt.server.model.StatusNotice;
import dev.mqttstatus.examples.Device;
import dev.mqttstatus.integration.support.Backend;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.LogWatch;
import dev.mqttstatus.testing.Poll;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@Timeout(120)
class RecoveryIT {
    private static final String GROUP = "GID_demo";

    private static Device device(Emulator emulator, String name) throws Exception {
        return new Device(
                emulator.mqttPort(),
                emulator.instanceId(),
                Credentials.of(emulator.accessKey(), emulator.secretKey()),
                GROUP + "@@@" + name);
    }

    @Test
    void consumerIsBackByItselfAfterTheServerWasAwayForTenSeconds() throws Exception {
        try (Emulator emulator = Emulator.builder().start();
                Backend backend = Backend.listening(emulator, GROUP)) {
            Device before = device(emulator, "before");
            assertEquals(EventType.CONNECT, backend.next().eventType());
            Poll.until(
                    "settled, so that nothing comes twice",
                    () -> emulator.group(GROUP).queued() == 0);
            emulator.stopAmqp();
            before.leave();
            device(emulator, "meanwhile").vanish();
            // the point of this test is that the outage lasts
            LockSupport.parkNanos(Duration.ofSeconds(10).toNanos());
            assertEquals(List.of(), backend.more());
            emulator.startAmqp();
            assertEquals(
                    List.of("before", "before", "meanwhile", "meanwhile"),
                    backend.next(4).stream()
                            .map(StatusNotice::deviceId)
                            .sorted()
                            .toList());
            device(emulator, "after").vanish();
            assertEquals(
                    List.of(EventType.CONNECT, EventType.TCPCLEAN),
                    backend.next(2).stream().map(StatusNotice::eventType).toList());
        }
    }

    @Test
    void everyCutIsHealedWithAFreshLogin() throws Exception {
        try (Emulator emulator = Emulator.builder().start();
                Backend backend = Backend.listening(emulator, GROUP)) {
            for (int cut = 0; cut < 5; cut++) {
                device(emulator, "d" + cut).vanish();
                assertEquals("d" + cut, backend.next(2).get(1).deviceId());
                Poll.until(
                        "settled, so that nothing comes twice",
                        () -> emulator.group(GROUP).queued() == 0);
                emulator.cutAmqpConnections();
            }
            device(emulator, "last").vanish();
            assertEquals("last", backend.next(2).get(1).deviceId());
        }
    }

    @Test
    void loginRefusedDuringRecoveryIsTriedAgainUntilItIsAccepted() throws Exception {
        try (LogWatch log = new LogWatch();
                Emulator emulator = Emulator.builder().start();
                Backend backend = Backend.listening(emulator, GROUP)) {
            String right = emulator.secretKey();
            emulator.secretKey("another-secret");
            emulator.cutAmqpConnections();
            Poll.until(
                    "refused",
                    () -> backend.consumer.health().cause() != null
                            && ErrorCode.LOGIN_REFUSED.equals(
                                    backend.consumer.health().cause().getCode()));
            emulator.secretKey(right);
            device(emulator, "d").vanish();
            assertEquals(EventType.CONNECT, backend.next().eventType());
            log.assertClean(emulator.secretKey());
        }
    }
}
