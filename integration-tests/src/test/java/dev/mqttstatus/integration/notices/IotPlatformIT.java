package dev.mqttstatus.integration.notices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.Dialect;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.model.EventType;
import com.alibaba.mqtt.server.model.StatusNotice;
import dev.mqttstatus.examples.Device;
import dev.mqttstatus.integration.support.Backend;
import dev.mqttstatus.testing.LeakCheck;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The same consumer on IoT Platform's server-side subscription, which the emulator plays. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class IotPlatformIT {
    private static final String CONSUMER_GROUP = "DEFAULT_GROUP";
    private static final String TOKEN = "CAIS+/==";

    private Emulator emulator;
    private Backend backend;

    @BeforeEach
    void start() throws Exception {
        emulator = Emulator.builder().iotPlatform(CONSUMER_GROUP).start();
        backend = new Backend(Backend.config(emulator));
        backend.config.setDialect(Dialect.IOT_PLATFORM);
        backend.config.setConsumerGroupId(CONSUMER_GROUP);
    }

    @AfterEach
    void stop() throws Exception {
        backend.close();
        emulator.close();
    }

    private Device device(String name) throws Exception {
        return device(emulator, name);
    }

    private static Device device(Emulator emulator, String name) throws Exception {
        return new Device(
                emulator.mqttPort(),
                emulator.instanceId(),
                Credentials.of(emulator.accessKey(), emulator.secretKey()),
                "GID_demo@@@" + name);
    }

    @Test
    void deviceStatusBecomesNotices() throws Exception {
        backend.listen(CONSUMER_GROUP);
        backend.consumer.start();
        device("lamp").leave();
        List<StatusNotice> notices = backend.next(2);
        assertEquals(
                List.of(EventType.CONNECT, EventType.TCPCLEAN),
                notices.stream().map(StatusNotice::eventType).toList());
        for (StatusNotice notice : notices) {
            assertEquals(List.of("GID_demo", "lamp"), List.of(notice.groupId(), notice.deviceId()));
            assertTrue(Math.abs(notice.getTime() - System.currentTimeMillis()) < 120_000);
        }
        emulator.cutAmqpConnections();
        device("fan").vanish();
        // what was not settled before the cut comes again
        StatusNotice next = backend.next();
        while (next.deviceId().equals("lamp")) {
            next = backend.next();
        }
        assertEquals(EventType.CONNECT, next.eventType());
    }

    @Test
    void aTemporaryKeyPairLogsInWithItsToken() throws Exception {
        try (Emulator temporary = Emulator.builder()
                        .securityToken(TOKEN)
                        .iotPlatform(CONSUMER_GROUP)
                        .start();
                Backend with = new Backend(Backend.config(temporary))) {
            with.config.setDialect(Dialect.IOT_PLATFORM);
            with.config.setConsumerGroupId(CONSUMER_GROUP);
            with.listen(CONSUMER_GROUP);
            ServerException refused = assertThrows(ServerException.class, with.consumer::start);
            assertEquals(ErrorCode.LOGIN_REFUSED, refused.getCode());
            with.config.setSecurityToken(TOKEN);
            with.consumer.start();
            device(temporary, "lamp").leave();
            assertEquals(EventType.CONNECT, with.next().eventType());
        }
    }

    @Test
    void aWrongConsumerGroupIsRefused() throws Exception {
        backend.config.setConsumerGroupId("another");
        backend.listen("another");
        assertEquals(
                ErrorCode.LOGIN_REFUSED,
                assertThrows(ServerException.class, backend.consumer::start).getCode());
        assertThrows(IllegalArgumentException.class, () -> backend.listen(CONSUMER_GROUP));
    }
}
