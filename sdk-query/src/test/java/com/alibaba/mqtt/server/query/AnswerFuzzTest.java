package com.alibaba.mqtt.server.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.query.http.HttpAnswer;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;

/**
 * What nobody has thought of: in an ordinary run the bodies kept in the resources, with the environment variable
 * {@code JAZZER_FUZZ=1} also new ones, led by the branches of the parser that they reach.
 */
class AnswerFuzzTest {
    private static final Protocol PROTOCOL = Protocol.of(
            "api.example.test",
            "post-cn-1",
            Credentials.of("testid", "testsecret", "CAIStoken"),
            SignatureVersion.ACS3,
            Clock.systemUTC(),
            "n");
    private static final List<String> SECRETS = PROTOCOL.askOne("a").secrets();

    @FuzzTest(maxDuration = "5s")
    void anyBytesAreAnAnswerOrAServerException(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        for (int status : new int[] {200, 400, 503}) {
            HttpAnswer answer = Protocol.answer(status, text, SECRETS, "Content-Type", text, "Retry-After", text);
            try {
                assertEquals("a", PROTOCOL.readOne("a", answer).clientId());
                assertEquals(200, status);
            } catch (ServerException e) {
                check(e);
            }
            try {
                PROTOCOL.readMany(List.of("a", "b"), answer).forEach((id, found) -> assertEquals(id, found.clientId()));
                assertEquals(200, status);
            } catch (ServerException e) {
                check(e);
            }
        }
    }

    private static void check(ServerException e) {
        String text = e.getMessage();
        assertTrue(text.length() < 1_000 && text.chars().noneMatch(Character::isISOControl), text);
        assertFalse(text.contains("testsecret") || text.contains("CAIStoken"), text);
    }
}
