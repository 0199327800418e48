package com.alibaba.mqtt.server.query.http;

import static dev.mqttstatus.testing.Pem.CERTIFICATE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.query.StatusQueryClient;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said of a file that holds no certificates. */
class TrustTest {
    @TempDir
    Path folder;

    private enum Bad {
        MISSING("there is no such file"),
        DIRECTORY("it is a directory"),
        EMPTY("it is empty"),
        NO_CERTIFICATE("it holds no certificate in PEM"),
        BROKEN_PEM("it holds no certificate in PEM"),
        PKCS12("it holds no certificate in PEM");

        final String said;

        Bad(String said) {
            this.said = said;
        }
    }

    @Test
    void certificatesInPemAreTrusted() throws IOException {
        assertEquals(1, Trust.pem(text(CERTIFICATE)).manager().getAcceptedIssuers().length);
    }

    @ParameterizedTest
    @EnumSource
    void theErrorNamesTheSettingAndTheFileAndWhatIsWrong(Bad bad) throws Exception {
        Path file = file(bad);
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> StatusQueryClient.builder().trustedCertificates(file))
                .getMessage();
        assertTrue(message.startsWith("trustedCertificates " + file + " cannot be read: " + bad.said), message);
    }

    private Path file(Bad bad) throws Exception {
        return switch (bad) {
            case MISSING -> folder.resolve("none");
            case DIRECTORY -> folder;
            case EMPTY -> text("");
            case NO_CERTIFICATE -> text("no certificate\n");
            case BROKEN_PEM -> text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
            case PKCS12 -> pkcs12();
        };
    }

    private Path text(String text) throws IOException {
        return Files.writeString(folder.resolve("trusted"), text);
    }

    private Path pkcs12() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        Path file = folder.resolve("trusted");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "a password".toCharArray());
        }
        return file;
    }
}
