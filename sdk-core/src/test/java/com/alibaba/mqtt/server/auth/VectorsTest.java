package com.alibaba.mqtt.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.internal.openapi.Acs3Signature;
import com.alibaba.mqtt.server.internal.openapi.PercentEncoding;
import com.alibaba.mqtt.server.internal.openapi.RpcSignature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** Every published and derived signature vector is a test. A section or id that nobody handles here fails. */
class VectorsTest {
    private static final AtomicInteger EXECUTED = new AtomicInteger();

    @TestFactory
    Stream<DynamicContainer> vectors() throws IOException {
        JSONObject file = JSON.parseObject(text());
        return file.keySet().stream()
                .filter(section -> !section.equals("note"))
                .map(section -> dynamicContainer(section, tests(section, file.getJSONArray(section))));
    }

    @AfterAll
    static void noVectorWasLeftOut() throws IOException {
        // counted in the raw text, not by the code that creates the tests
        long inFile = Pattern.compile("\"origin\":").matcher(text()).results().count();
        assertEquals(inFile, EXECUTED.get());
    }

    private static String text() throws IOException {
        try (InputStream in = VectorsTest.class.getResourceAsStream("/vectors.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Stream<DynamicTest> tests(String section, JSONArray vectors) {
        return vectors.stream().map(JSONObject.class::cast).map(vector -> {
            String name = vector.getString(vector.containsKey("id") ? "id" : "input");
            Executable check = switch (section) {
                case "acs3" -> () -> acs3(vector);
                case "rpc" -> () -> rpc(vector);
                case "mqtt_amqp" -> () -> login(vector);
                case "percent_encode" -> () -> percentEncode(vector);
                case "hmac_primitive" -> () -> hmac(vector);
                default -> throw new IllegalStateException("nobody tests the section " + section);
            };
            return dynamicTest(name, () -> {
                check.execute();
                EXECUTED.incrementAndGet();
            });
        });
    }

    private static void acs3(JSONObject vector) {
        String token = vector.getJSONObject("headers").getString("x-acs-security-token");
        Acs3Signature signed = new Acs3Signature(
                vector.getString("method"),
                texts(vector, "query"),
                texts(vector, "headers"),
                vector.getString("hashedRequestPayload"),
                credentials(vector.getString("accessKeyId"), vector.getString("accessKeySecret"), token));
        assertEquals(vector.getString("expectedCanonicalRequest"), signed.canonicalRequest());
        assertEquals(vector.getString("expectedStringToSign"), signed.stringToSign());
        assertEquals(vector.getString("expectedSignature"), signed.signature());
        assertEquals(vector.getString("expectedAuthorization"), signed.authorization());
        if (vector.getString("body").isEmpty() && !vector.getString("id").contains("darabonba")) {
            assertEquals(vector.getString("hashedRequestPayload"), Acs3Signature.EMPTY_BODY_HASH);
        }
    }

    private static void rpc(JSONObject vector) {
        RpcSignature signed = new RpcSignature(
                vector.getString("method"), texts(vector, "params"), vector.getString("accessKeySecret"));
        assertEquals(vector.getString("expectedCanonicalQuery"), signed.canonicalQuery());
        assertEquals(vector.getString("expectedStringToSign"), signed.stringToSign());
        assertEquals(vector.getString("expectedSignature"), signed.signature());
        assertEquals(vector.getString("expectedSignatureUrlEncoded"), PercentEncoding.encode(signed.signature()));
    }

    private static void login(JSONObject vector) {
        String id = vector.getString("id");
        if (id.startsWith("cloudsdk-amqp-")) {
            assertLogin(
                    vector, Login.signKey(vector.getString("instanceId"), keys(vector), vector.getString("signKey")));
        } else if (id.equals("mqtt-signature-mode")) {
            assertLogin(
                    vector, Login.device(vector.getString("instanceId"), keys(vector), vector.getString("clientId")));
        } else if (id.startsWith("iot-amqp10-")) {
            iotLogin(vector);
        } else if (id.equals("legacy-route-get-sign")) {
            String signature =
                    SignMethod.HMAC_SHA1.signBase64(vector.getString("secretKey"), vector.getString("stringToSign"));
            assertEquals(vector.getString("expectedSignature"), signature);
        } else if (id.equals("mqtt-token-mode")) {
            tokenLayout(vector);
        } else {
            throw new IllegalStateException("nobody tests " + id);
        }
    }

    private static void iotLogin(JSONObject vector) {
        Map<String, String> expected = pairs(vector.getString("expectedUsername"));
        SignMethod method = Stream.of(SignMethod.values())
                .filter(one -> one.wireName().equals(expected.get("signMethod")))
                .findAny()
                .orElseThrow();
        Credentials credentials =
                credentials(expected.get("authId"), vector.getString("secret"), expected.get("securityToken"));
        Login login = Login.iotPlatform(
                expected.get("connection"),
                expected.get("iotInstanceId"),
                expected.get("consumerGroupId"),
                credentials,
                method,
                Long.parseLong(expected.get("timestamp")));
        assertLogin(vector, login);
    }

    /** There is no published vector: the pairs are those of IoT Platform, less the group, in an order of ours. */
    @Test
    void aksignHasThePairsOfIotPlatformButNoGroup() {
        Credentials lasting = Credentials.of("testid", "testsecret");
        Login login = Login.aksign("client-1", "iot-test", lasting, SignMethod.HMAC_SHA1, 1573489088171L);
        assertEquals(
                "client-1|authMode=aksign,signMethod=hmacsha1,authId=testid,timestamp=1573489088171"
                        + ",iotInstanceId=iot-test|",
                login.userName());
        assertEquals("RG+3WYzI9qDD0P9m6ER+maK4yH0=", login.password());
        Credentials temporary = Credentials.of("STS.testid", "testsecret", "CAIStoken");
        login = Login.aksign("client-1", "iot-test", temporary, SignMethod.HMAC_SHA1, 1573489088171L);
        assertEquals(
                "client-1|authMode=ststoken,securityToken=CAIStoken,signMethod=hmacsha1,authId=STS.testid"
                        + ",timestamp=1573489088171,iotInstanceId=iot-test|",
                login.userName());
        assertEquals("w9DL/ULbRugZpm3JdHL7ffexvNA=", login.password());
    }

    /** No code of ours creates this login; the emulator and the documents rely on its layout. */
    private static void tokenLayout(JSONObject vector) {
        String tokens = String.join(
                "|",
                vector.getJSONArray("tokens").stream()
                        .map(JSONArray.class::cast)
                        .map(token -> token.getString(0) + "|" + token.getString(1))
                        .toList());
        String user = "Token|" + vector.getString("accessKey") + "|" + vector.getString("instanceId");
        assertEquals(vector.getString("expectedUsername"), user);
        assertEquals(vector.getString("expectedPassword"), tokens);
    }

    private static void percentEncode(JSONObject vector) {
        assertEquals(vector.getString("expected"), PercentEncoding.encode(vector.getString("input")));
    }

    private static void hmac(JSONObject vector) {
        assertEquals("HMAC-SHA1", vector.getString("algorithm"));
        assertEquals(
                vector.getString("expected"),
                SignMethod.HMAC_SHA1.signBase64(vector.getString("key"), vector.getString("data")));
    }

    private static void assertLogin(JSONObject vector, Login login) {
        assertEquals(vector.getString("expectedUsername"), login.userName());
        assertEquals(vector.getString("expectedPassword"), login.password());
    }

    private static Credentials keys(JSONObject vector) {
        return credentials(
                vector.getString("accessKey"), vector.getString("secretKey"), vector.getString("securityToken"));
    }

    private static Credentials credentials(String id, String secret, String token) {
        return token == null ? Credentials.of(id, secret) : Credentials.of(id, secret, token);
    }

    /** Reads {@code connection|name=value,...|}. */
    private static Map<String, String> pairs(String userName) {
        String[] parts = userName.split("\\|", -1);
        Map<String, String> pairs = new LinkedHashMap<>();
        pairs.put("connection", parts[0]);
        for (String pair : parts[1].split(",", -1)) {
            String[] nameAndValue = pair.split("=", 2);
            pairs.put(nameAndValue[0], nameAndValue[1]);
        }
        return pairs;
    }

    private static Map<String, String> texts(JSONObject vector, String key) {
        Map<String, String> texts = new HashMap<>();
        vector.getJSONObject(key).forEach((name, value) -> texts.put(name, (String) value));
        return texts;
    }
}
