package com.alibaba.mqtt.server.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.fastjson2.JSON;
import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.openapi.PercentEncoding;
import com.alibaba.mqtt.server.query.http.HttpAnswer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are no success, one table for each kind. */
class ErrorAnswersTest {
    private static final String TOKEN = "CAIS+token/==";
    private static final Protocol PROTOCOL = Protocol.of(
            "api.example.test",
            "post-cn-1",
            Credentials.of("testid", "testsecret", TOKEN),
            SignatureVersion.RPC,
            Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC),
            "n");

    private static ServerException one(int status, String date, String type, String body) {
        return assertThrows(
                ServerException.class,
                () -> PROTOCOL.readOne(
                        "x",
                        Protocol.answer(
                                status, body, PROTOCOL.askOne("x").secrets(), "Date", date, "Content-Type", type)));
    }

    private static ServerException one(int status, String body) {
        return one(status, null, "application/json", body);
    }

    @ParameterizedTest
    @CsvSource({
        "400,Throttling,true",
        "400,Throttling.User,true",
        "429,Throttling.Api,true",
        "500,SystemOverFlow,true",
        "500,InternalError,true",
        "503,ServiceUnavailable,true",
        "400,SignatureNonceUsed,true",
        "200,InternalError,true",
        "400,InvalidTimeStamp.Expired,false",
        "400,IllegalTimestamp,false",
        "400,InvalidTimeStamp.Format,false",
        "400,SignatureDoesNotMatch,false",
        "403,SignatureDoesNotMatch,false",
        "400,IncompleteSignature,false",
        "404,InvalidAccessKeyId.NotFound,false",
        "400,InvalidAccessKeyId.Inactive,false",
        "400,InvalidSecurityToken.Expired,false",
        "400,MissingSecurityToken,false",
        "400,InstancePermissionCheckFailed,false",
        "400,ParameterCheckFailed,false",
        "400,InvalidParameter.ClientId,false",
        "404,ApiNotSupport,false",
        "403,Forbidden.RAM,false",
        "500,SomethingNew,false",
        "503,PermissionCheckFailed,false"
    })
    void theCodeDecidesAndNotTheStatus(int status, String code, boolean retryable) {
        String body = JSON.toJSONString(Map.of("Code", code, "Message", "why", "RequestId", "r-9", "HostId", "h"));
        ServerException failure = one(status, body);
        assertEquals(code, failure.getCode());
        assertEquals(retryable, failure.isRetryable());
        assertEquals(status, failure.getHttpStatus());
        assertEquals("r-9", failure.getRequestId());
        assertTrue(failure.getMessage().startsWith(code + ": why"), failure.getMessage());
    }

    @Test
    void keysMayBeginWithASmallLetter() {
        ServerException failure =
                one(400, "{\"code\":\"Throttling.User\",\"message\":\"slow down\",\"requestId\":\"r-8\"}");
        assertEquals("Throttling.User", failure.getCode());
        assertEquals("r-8", failure.getRequestId());
        assertTrue(failure.getMessage().contains("slow down"));
    }

    @Test
    void aCodeBesideAResultIsAnErrorAndNeverOffline() {
        assertEquals(
                "InternalError",
                one(200, "{\"Code\":\"InternalError\",\"OnlineStatus\":false}").getCode());
    }

    @Test
    void aCodeWithoutAMessageIsEnough() {
        ServerException failure = one(400, "{\"Code\":\"ParameterCheckFailed\"}");
        assertTrue(failure.getMessage().contains("no reason"), failure.getMessage());
        assertNull(failure.getRequestId());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Fri, 02 Jan 2026 03:24:05 GMT|local clock is 1200 s behind the answer's Date",
                "Fri, 02 Jan 2026 02:44:05 GMT|local clock is 1200 s ahead of the answer's Date",
                "yesterday|no Date to compare",
                "|no Date to compare"
            })
    void aWrongClockIsMeasured(String date, String expected) {
        for (String code : List.of("InvalidTimeStamp.Expired", "IllegalTimestamp")) {
            String message = one(400, date, "application/json", "{\"Code\":\"" + code + "\",\"Message\":\"late\"}")
                    .getMessage();
            assertTrue(message.contains("late; ") && message.contains(expected), message);
        }
    }

    @Test
    void anEchoedTokenIsHidden() {
        String once = PercentEncoding.encode(TOKEN);
        String twice = PercentEncoding.encode(once);
        String echo = "server string to sign is:POST&%2F&SecurityToken%3D" + twice + "%26Version SecurityToken=" + once
                + " x-acs-security-token:" + TOKEN + " testsecret";
        ServerException failure = one(400, JSON.toJSONString(Map.of("Code", "SignatureDoesNotMatch", "Message", echo)));
        for (String secret : List.of(TOKEN, once, twice, "testsecret", "CAIS")) {
            assertFalse(failure.getMessage().contains(secret), failure.getMessage());
        }
        assertTrue(failure.getMessage().contains("SecurityToken%3D***%26Version"), failure.getMessage());
    }

    @Test
    void foreignTextIsCutAndOnOneLine() {
        String body = JSON.toJSONString(
                Map.of("Code", "Bad\nCode", "Message", "a\nb\r" + "x".repeat(100_000), "RequestId", "r\nr"));
        String message = one(400, body).getMessage();
        assertFalse(message.contains("\n") || message.contains("\r"));
        assertTrue(message.length() < 1_200);
    }

    @ParameterizedTest
    @CsvSource({
        "500,true",
        "502,true",
        "503,true",
        "504,true",
        "429,true",
        "408,true",
        "400,false",
        "403,false",
        "404,false",
        "302,false"
    })
    void withoutACodeTheStatusDecides(int status, boolean retryable) {
        for (String body : List.of("<html>token=CAIS</html>", "", "{}", "{\"code\":503}", "[]", "{\"Code\":\" \"}")) {
            ServerException failure = one(status, null, "text/html", body);
            assertEquals(ErrorCode.MALFORMED_ANSWER, failure.getCode());
            assertEquals(retryable, failure.isRetryable());
            assertEquals(status, failure.getHttpStatus());
            assertTrue(failure.getMessage().contains("no error code"), failure.getMessage());
            assertFalse(failure.getMessage().contains("CAIS"), failure.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|no JSON object; the answer is empty",
                "' '|no JSON object; the answer is empty",
                "<html/>|no JSON object; the answer has 7 characters of application/json",
                "[]|no JSON object",
                "null|no JSON object",
                "true|no JSON object",
                "{|no JSON object",
                "{\"OnlineStatus\":tr|no JSON object",
                "{\"OnlineStatus\":true}x|no JSON object",
                "{}|OnlineStatus is missing or not boolean",
                "{\"onlineStatus\":true}|OnlineStatus is missing or not boolean",
                "{\"OnlineStatus\":null}|OnlineStatus is missing or not boolean",
                "{\"OnlineStatus\":\"true\"}|OnlineStatus is missing or not boolean",
                "{\"OnlineStatus\":1}|OnlineStatus is missing or not boolean"
            })
    void aSingleAnswerOfTheWrongShapeIsNeverOffline(String body, String expected) {
        ServerException failure = one(200, body);
        assertEquals(ErrorCode.MALFORMED_ANSWER, failure.getCode());
        assertEquals(200, failure.getHttpStatus());
        assertTrue(failure.getMessage().contains(expected), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"OnlineStatus\":true}",
                "{\"OnlineStatusList\":{}}",
                "{\"OnlineStatusList\":null}",
                "{\"OnlineStatusList\":[true]}",
                "{\"OnlineStatusList\":[null]}",
                "{\"OnlineStatusList\":[{}]}",
                "{\"OnlineStatusList\":[{\"ClientId\":\"a\"}]}",
                "{\"OnlineStatusList\":[{\"OnlineStatus\":true}]}",
                "{\"OnlineStatusList\":[{\"ClientId\":1,\"OnlineStatus\":true}]}",
                "{\"OnlineStatusList\":[{\"ClientId\":\"a\",\"OnlineStatus\":\"true\"}]}",
                "{\"OnlineStatusList\":[{\"ClientId\":\"a\",\"OnlineStatus\":true},{\"ClientId\":\"a\",\"OnlineStatus\":false}]}"
            })
    void aBatchAnswerOfTheWrongShapeIsRefused(String body) {
        ServerException failure = assertThrows(
                ServerException.class, () -> PROTOCOL.readMany(List.of("a"), Protocol.answer(200, body, List.of())));
        assertEquals(ErrorCode.MALFORMED_ANSWER, failure.getCode());
        assertTrue(failure.getMessage().contains("OnlineStatusList"), failure.getMessage());
        assertTrue(failure.getMessage().contains("of no stated type"), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "{\"OnlineStatus\":[", "[{\"a\":"})
    void deepNestingIsRefused(String open) {
        assertEquals(ErrorCode.MALFORMED_ANSWER, one(200, open.repeat(100_000)).getCode());
    }

    @Property(tries = 500)
    void anyBodyIsAResultOrAServerException(@ForAll String body, @ForAll boolean many) {
        HttpAnswer answer = Protocol.answer(200, body, List.of());
        try {
            if (many) {
                PROTOCOL.readMany(List.of("a"), answer);
            } else {
                PROTOCOL.readOne("a", answer);
            }
        } catch (ServerException e) {
            assertEquals(ErrorCode.MALFORMED_ANSWER, e.getCode());
        }
    }
}
