package com.alibaba.mqtt.server.auth;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** As StatusNoticeFuzzTest. */
class ProfileFilesFuzzTest {
    private interface Reader {
        Optional<Credentials> read(String text, String profile) throws IOException;
    }

    @FuzzTest(maxDuration = "3s")
    void anyTextHasAKeyPairOrNoneOrIsRefused(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        check(ProfileFiles::readCliProfile, text);
        check(ProfileFiles::readIniProfile, text);
    }

    private static void check(Reader reader, String text) {
        for (String profile : new String[] {null, "p"}) {
            try {
                reader.read(text, profile)
                        .ifPresent(found -> assertFalse(found.accessKeyId().isBlank()));
            } catch (IOException e) {
                assertNull(e.getCause());
            } catch (IllegalArgumentException e) {
                // a key with a control character in it
                assertNull(e.getCause());
            }
        }
    }
}
