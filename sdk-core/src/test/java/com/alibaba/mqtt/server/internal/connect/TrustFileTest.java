package com.alibaba.mqtt.server.internal.connect;

import static dev.mqttstatus.testing.Pem.CERTIFICATE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a trust store may be, and what is said of one that is none. */
class TrustFileTest {
    private static final String PASSWORD = "storePassword9";
    private static final String WRONG = "wrongPassword9";

    @TempDir
    Path folder;

    private enum Good {
        PEM,
        PEM_WITH_TEXT_AROUND,
        TWO_IN_PEM,
        PKCS12,
        JKS
    }

    private enum Bad {
        MISSING("there is no such file"),
        DIRECTORY("it is a directory"),
        EMPTY("it is empty"),
        TOO_LARGE("it is too large"),
        NO_CERTIFICATE("it holds neither certificates in PEM nor a key store"),
        KEY_IN_PEM("it holds neither certificates in PEM nor a key store"),
        BROKEN_PEM("it holds no certificate in PEM that can be read"),
        PKCS12_WITH_ANOTHER_PASSWORD("its password is another one"),
        JKS_WITH_ANOTHER_PASSWORD("its password is another one"),
        PKCS12_WITHOUT_THE_PASSWORD("it holds no certificate that needs no password"),
        EMPTY_PKCS12("it holds no certificate");

        final String said;

        Bad(String said) {
            this.said = said;
        }
    }

    @ParameterizedTest
    @EnumSource
    void isRead(Good good) throws Exception {
        Path file = switch (good) {
            case PEM -> text(CERTIFICATE);
            case PEM_WITH_TEXT_AROUND -> text("of a test\n" + CERTIFICATE + "that was all\n");
            case TWO_IN_PEM -> text(CERTIFICATE + CERTIFICATE);
            case PKCS12 -> store("PKCS12", true);
            case JKS -> store("JKS", true);
        };
        assertEquals(
                good == Good.TWO_IN_PEM ? 2 : 1, TrustFile.read(file, PASSWORD).size());
        assertNotNull(Tls.context(settings(file, PASSWORD)));
    }

    @ParameterizedTest
    @EnumSource
    void theErrorNamesTheSettingAndTheFileAndWhatIsWrong(Bad bad) throws Exception {
        Path file = file(bad);
        ServerException e =
                assertThrows(ServerException.class, () -> Tls.context(settings(file, password(bad))), bad.name());
        assertEquals(ErrorCode.BAD_CONFIGURATION, e.getCode());
        assertTrue(e.getMessage().contains("trustStore " + file + " cannot be read: " + bad.said), e.getMessage());
        StringWriter all = new StringWriter();
        e.printStackTrace(new PrintWriter(all));
        assertFalse(all.toString().contains(PASSWORD) || all.toString().contains(WRONG), all.toString());
    }

    private static @Nullable String password(Bad bad) {
        return switch (bad) {
            case PKCS12_WITH_ANOTHER_PASSWORD, JKS_WITH_ANOTHER_PASSWORD -> WRONG;
            case PKCS12_WITHOUT_THE_PASSWORD -> null;
            default -> PASSWORD;
        };
    }

    private Path file(Bad bad) throws Exception {
        return switch (bad) {
            case MISSING -> folder.resolve("none");
            case DIRECTORY -> folder;
            case EMPTY -> text("");
            case TOO_LARGE -> text(" ".repeat((16 << 20) + 1));
            case NO_CERTIFICATE -> text("no certificate\n");
            case KEY_IN_PEM -> text("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
            case BROKEN_PEM -> text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
            case PKCS12_WITH_ANOTHER_PASSWORD, PKCS12_WITHOUT_THE_PASSWORD -> store("PKCS12", true);
            case JKS_WITH_ANOTHER_PASSWORD -> store("JKS", true);
            case EMPTY_PKCS12 -> store("PKCS12", false);
        };
    }

    private Path text(String text) throws IOException {
        return Files.writeString(folder.resolve("trusted"), text);
    }

    private Path store(String type, boolean withCertificate) throws Exception {
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        if (withCertificate) {
            store.setCertificateEntry(
                    "one",
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(
                                    new ByteArrayInputStream(CERTIFICATE.getBytes(StandardCharsets.US_ASCII))));
        }
        Path file = folder.resolve("trusted");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    private static ConnectionSettings settings(Path trustStore, @Nullable String password) throws ServerException {
        ChannelConfig config = new ChannelConfig();
        config.setDomain("127.0.0.1");
        config.setInstanceId("mqtt-cn-1");
        config.setAccessKey("key");
        config.setSecretKey("secret");
        config.setTls(true);
        config.setTrustStore(trustStore.toString());
        config.setTrustStorePassword(password);
        return ConnectionSettings.of(config);
    }
}
