package dev.mqttstatus.integration.connections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.emulator.Emulator;
import dev.mqttstatus.integration.support.Backend;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Trusted;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
@Timeout(120)
class TlsIT {
    private static final String PASSWORD = "changeit";

    @TempDir
    private Path folder;

    private Emulator emulator;
    private Backend backend;

    @BeforeEach
    void start() throws Exception {
        emulator = Emulator.builder().amqpTls(true).start();
        backend = new Backend(Backend.config(emulator));
        backend.config.setDomain("localhost");
        backend.config.setTls(true);
        backend.config.setTlsPort(emulator.amqpsPort());
        backend.config.setHandshakeTimeout(3_000);
        backend.listen("GID_demo");
    }

    @AfterEach
    void stop() throws Exception {
        backend.close();
        emulator.close();
    }

    private void trustTheEmulator() throws Exception {
        Path file = folder.resolve("trusted.p12");
        Trusted.write(emulator.certificate(), file, PASSWORD);
        backend.config.setTrustStore(file.toString());
        backend.config.setTrustStorePassword(PASSWORD);
    }

    private ServerException assertTlsFails(String code) {
        ServerException failure = assertThrows(ServerException.class, backend.consumer::start);
        assertEquals(code, failure.getCode(), failure.toString());
        return failure;
    }

    @Test
    void noticesArriveOverTlsWithATrustedCertificate() throws Exception {
        trustTheEmulator();
        backend.consumer.start();
        emulator.group("GID_demo")
                .publish("{\"clientId\":\"GID_demo@@@d\",\"eventType\":\"connect\"}".getBytes(StandardCharsets.UTF_8));
        assertEquals("d", backend.next().deviceId());
    }

    @Test
    void anUnknownCertificateIsRefusedAndCanBeTrustedLater() throws Exception {
        assertTlsFails(ErrorCode.TLS_FAILED);
        trustTheEmulator();
        backend.consumer.start();
    }

    @Test
    void aCertificateForAnotherHostIsRefusedUnlessSetOtherwise() throws Exception {
        trustTheEmulator();
        backend.config.setDomain("127.0.0.1");
        assertTlsFails(ErrorCode.TLS_FAILED);
        backend.config.setVerifyHostName(false);
        backend.consumer.start();
    }

    @Test
    void tlsToAPlainPortIsNamedAsSuch() {
        backend.config.setTlsPort(emulator.amqpPort());
        assertTrue(assertTlsFails(ErrorCode.TLS_FAILED).getMessage().contains("speak TLS?"));
    }

    @Test
    void noTlsToATlsPortIsNamedAsSuch() {
        backend.config.setTls(false);
        backend.config.setPort(emulator.amqpsPort());
        assertTrue(assertTlsFails(ErrorCode.CONNECT_FAILED).getMessage().contains("without TLS?"));
    }

    @Test
    void anUnreadableTrustStoreIsNamed() {
        backend.config.setTrustStore(folder.resolve("missing.p12").toString());
        assertTlsFails(ErrorCode.BAD_CONFIGURATION);
    }
}
