package com.alibaba.mqtt.server.emulator.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.emulator.Vectors;
import com.alibaba.mqtt.server.emulator.instance.Hmac;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SignatureVectorsTest {
    static Stream<JSONObject> acs3() {
        return Vectors.section("acs3");
    }

    static Stream<JSONObject> rpc() {
        return Vectors.section("rpc");
    }

    static Stream<JSONObject> percentEncode() {
        return Vectors.section("percent_encode");
    }

    @ParameterizedTest
    @MethodSource
    void acs3(JSONObject vector) {
        Map<String, String> headers = Vectors.strings(vector.getJSONObject("headers"));

        String canonical = Acs3Signature.canonicalRequest(
                vector.getString("method"),
                vector.getString("canonicalUri"),
                Vectors.strings(vector.getJSONObject("query")),
                headers,
                List.copyOf(headers.keySet()),
                vector.getString("hashedRequestPayload"));
        assertEquals(vector.getString("expectedCanonicalRequest"), canonical);

        String toSign = Acs3Signature.stringToSign(canonical);
        assertEquals(vector.getString("expectedStringToSign"), toSign);
        assertEquals(
                vector.getString("expectedSignature"), Acs3Signature.sign(vector.getString("accessKeySecret"), toSign));
    }

    @ParameterizedTest
    @MethodSource
    void rpc(JSONObject vector) {
        Map<String, String> parameters = Vectors.strings(vector.getJSONObject("params"));
        parameters.put("Signature", "is not signed itself");

        String toSign = RpcSignature.stringToSign(vector.getString("method"), parameters);
        assertEquals(vector.getString("expectedStringToSign"), toSign);
        assertEquals(
                vector.getString("expectedSignature"), RpcSignature.sign(vector.getString("accessKeySecret"), toSign));
    }

    @ParameterizedTest
    @MethodSource
    void percentEncode(JSONObject vector) {
        assertEquals(vector.getString("expected"), PercentEncoding.encode(vector.getString("input")));
    }

    @Test
    void hmac() {
        JSONObject vector = Vectors.byId("hmac_primitive", "hmacsha1-classic-sdk");
        assertEquals(vector.getString("expected"), Hmac.SHA1.base64(vector.getString("key"), vector.getString("data")));
    }

    @Test
    void hashOfTheFormBody() {
        JSONObject vector = Vectors.byId("acs3", "acs3-derived-form-body");
        assertEquals(
                vector.getString("hashedRequestPayload"),
                Hmac.sha256Hex(vector.getString("body").getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
}
