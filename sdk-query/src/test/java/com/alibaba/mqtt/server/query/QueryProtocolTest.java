package com.alibaba.mqtt.server.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.internal.openapi.Acs3Signature;
import com.alibaba.mqtt.server.internal.openapi.PercentEncoding;
import com.alibaba.mqtt.server.query.http.HttpAnswer;
import com.alibaba.mqtt.server.query.http.SignedRequest;
import com.alibaba.mqtt.server.query.model.ClientStatus;
import com.alibaba.mqtt.server.query.model.QuerySource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What goes out, against the signature vectors that use these operations; and what a success means. */
class QueryProtocolTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.999Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final String HANGZHOU = "onsmqtt.cn-hangzhou.aliyuncs.com";
    private static final Credentials KEYS = Credentials.of("testid", "testsecret");

    @TestFactory
    Stream<DynamicTest> acs3Vectors() throws IOException {
        return vectors("acs3", "querysession|querysession-get-sts|batch-10").map(vector -> {
            JSONObject headers = vector.getJSONObject("headers");
            return dynamicTest(vector.getString("id"), () -> {
                SignedRequest request = ask(
                        vector,
                        SignatureVersion.ACS3,
                        vector.getJSONObject("query"),
                        headers.getString("x-acs-signature-nonce"),
                        headers.getString("x-acs-security-token"));
                String[] canonical =
                        vector.getString("expectedCanonicalRequest").split("\n", -1);
                assertEquals(canonical[2], request.query());

                Map<String, String> sent = headers(request);
                assertEquals("application/json", sent.remove("accept"));
                assertEquals("identity", sent.remove("accept-encoding"));
                assertEquals("test", sent.remove("user-agent"));
                String authorization = sent.remove("authorization");
                assertEquals(headers, sent);
                // we always POST; a vector for GET is met by signing our headers and query for GET
                String expected = vector.getString("method").equals("POST")
                        ? authorization
                        : new Acs3Signature(
                                        "GET",
                                        texts(vector.getJSONObject("query")),
                                        sent,
                                        Acs3Signature.EMPTY_BODY_HASH,
                                        Credentials.of(
                                                vector.getString("accessKeyId"), vector.getString("accessKeySecret")))
                                .authorization();
                assertEquals(vector.getString("expectedAuthorization"), expected);
            });
        });
    }

    @TestFactory
    Stream<DynamicTest> rpcVectors() throws IOException {
        return vectors("rpc", ".*").map(vector -> {
            JSONObject params = vector.getJSONObject("params");
            return dynamicTest(vector.getString("id"), () -> {
                SignedRequest request = ask(
                        vector,
                        SignatureVersion.RPC,
                        params,
                        params.getString("SignatureNonce"),
                        params.getString("SecurityToken"));
                Matcher signature = Pattern.compile("&Signature=([^&]*)").matcher(request.query());
                assertTrue(signature.find());
                if (vector.getString("method").equals("POST")) {
                    assertEquals(vector.getString("expectedSignatureUrlEncoded"), signature.group(1));
                }
                assertEquals(vector.getString("expectedCanonicalQuery"), signature.replaceFirst(""));
                assertEquals(
                        Map.of(
                                "host", "onsmqtt.cn-hangzhou.aliyuncs.com",
                                "accept", "application/json",
                                "accept-encoding", "identity",
                                "user-agent", "test"),
                        headers(request));
            });
        });
    }

    private static Stream<JSONObject> vectors(String section, String names) throws IOException {
        try (InputStream in = QueryProtocolTest.class.getResourceAsStream("/vectors.json")) {
            JSONArray all = JSON.parseObject(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .getJSONArray(section);
            List<JSONObject> chosen = all.stream()
                    .map(JSONObject.class::cast)
                    .filter(vector -> vector.getString("id").matches(section + "-derived-(" + names + ")"))
                    .toList();
            assertTrue(chosen.size() >= 3, section);
            return chosen.stream();
        }
    }

    private static Map<String, String> headers(SignedRequest request) {
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < request.headers().length; i += 2) {
            headers.put(request.headers()[i], request.headers()[i + 1]);
        }
        return headers;
    }

    private static SignedRequest ask(
            JSONObject vector, SignatureVersion version, JSONObject parameters, String nonce, String token) {
        String id = parameters.containsKey("AccessKeyId")
                ? parameters.getString("AccessKeyId")
                : vector.getString("accessKeyId");
        String secret = vector.getString("accessKeySecret");
        Protocol protocol = Protocol.of(
                HANGZHOU,
                parameters.getString("InstanceId"),
                token == null ? Credentials.of(id, secret) : Credentials.of(id, secret, token),
                version,
                CLOCK,
                nonce);
        if (parameters.containsKey("ClientId")) {
            return protocol.askOne(parameters.getString("ClientId"));
        }
        List<String> ids = new ArrayList<>();
        for (int i = 1; parameters.containsKey("ClientIdList." + i); i++) {
            ids.add(parameters.getString("ClientIdList." + i));
        }
        return protocol.askMany(ids);
    }

    private static Map<String, String> texts(JSONObject object) {
        Map<String, String> texts = new HashMap<>();
        object.forEach((name, value) -> texts.put(name, (String) value));
        return texts;
    }

    @Test
    void aPortThatIsNotTheSchemesOwnIsSigned() {
        Protocol protocol = Protocol.of("127.0.0.1:8080", "i", KEYS, SignatureVersion.ACS3, CLOCK, "n");
        assertEquals("127.0.0.1:8080", protocol.askOne("x").header("host"));
    }

    @Test
    void aRequestAsTextHasNoQueryAndNoHeaders() {
        Credentials sts = Credentials.of("testid", "testsecret", "CAIStoken");
        Protocol protocol = Protocol.of(HANGZHOU, "post-cn-1", sts, SignatureVersion.RPC, CLOCK, "n-1");
        SignedRequest request = protocol.askOne("GID_a@@@d1");
        assertTrue(request.query().contains(PercentEncoding.encode("CAIStoken")));
        assertTrue(request.toString().matches("SignedRequest\\[\\d+ characters]"), request.toString());
    }

    private static final Protocol PROTOCOL =
            Protocol.of(HANGZHOU, "post-cn-1", KEYS, SignatureVersion.ACS3, CLOCK, "n");

    private static HttpAnswer ok(String body) {
        return Protocol.answer(200, body, List.of(), "Content-Type", "application/json");
    }

    @Test
    void aSingleAnswerIsLive() throws Exception {
        ClientStatus status = PROTOCOL.readOne("x", ok("{\"OnlineStatus\":true,\"RequestId\":\"r\",\"new\":1}"));
        assertEquals(new ClientStatus("x", true, QuerySource.LIVE, NOW, "r"), status);
        assertFalse(PROTOCOL.readOne("x", ok("{\"OnlineStatus\":false}")).online());
        assertNull(PROTOCOL.readOne("x", ok("{\"OnlineStatus\":false}")).requestId());
    }

    @Test
    void aBatchAnswerIsJoinedByIdAndCached() throws Exception {
        Map<String, ClientStatus> found = PROTOCOL.readMany(
                List.of("a", "b", "c"),
                ok("{\"RequestId\":\"r\",\"OnlineStatusList\":[{\"ClientId\":\"c\",\"OnlineStatus\":true},"
                        + "{\"ClientId\":\"z\",\"OnlineStatus\":true},{\"ClientId\":\"a\",\"OnlineStatus\":false},"
                        + "{\"ClientId\":\"c\",\"OnlineStatus\":true}]}"));
        assertEquals(
                Map.of(
                        "a", new ClientStatus("a", false, QuerySource.CACHED, NOW, "r"),
                        "c", new ClientStatus("c", true, QuerySource.CACHED, NOW, "r")),
                found);
        assertEquals(Map.of(), PROTOCOL.readMany(List.of("a"), ok("{\"OnlineStatusList\":[]}")));
    }
}
