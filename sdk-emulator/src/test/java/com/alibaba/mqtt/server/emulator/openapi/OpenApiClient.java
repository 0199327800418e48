package com.alibaba.mqtt.server.emulator.openapi;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.instance.Hmac;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Sends requests to the OpenAPI of an emulator; a test can spoil each part of them. */
final class OpenApiClient {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Emulator emulator;
    private HttpClient http = HTTP;
    private String address;

    /** The HTTP method. */
    String method = "POST";
    /** Parameters of the query. */
    final Map<String, String> query = new TreeMap<>();
    /** Headers and, for RPC requests, common parameters; a test can replace and remove them. */
    final Map<String, String> signed = new TreeMap<>();
    /** Headers that are not signed. */
    final Map<String, String> unsigned = new TreeMap<>();
    /** The form body, or empty. */
    String body = "";

    Duration timeout = Duration.ofSeconds(10);
    String secretKey;
    String accessKey;

    private OpenApiClient(Emulator emulator) {
        this.emulator = emulator;
        address = "http://" + emulator.host() + ":" + emulator.openApiPort();
        secretKey = emulator.secretKey();
        accessKey = emulator.accessKey();
        query.put("InstanceId", emulator.instanceId());
    }

    /** A request with a signature of version 3. */
    static OpenApiClient acs3(Emulator emulator, String action) {
        OpenApiClient client = new OpenApiClient(emulator);
        client.signed.put("host", emulator.host() + ":" + emulator.openApiPort());
        client.signed.put("x-acs-action", action);
        client.signed.put("x-acs-version", "2020-04-20");
        client.signed.put("x-acs-date", now());
        client.signed.put("x-acs-signature-nonce", UUID.randomUUID().toString());
        return client;
    }

    /** A request with a signature of version 1. */
    static OpenApiClient rpc(Emulator emulator, String action) {
        OpenApiClient client = new OpenApiClient(emulator);
        client.signed.putAll(Map.of(
                "Action",
                action,
                "Version",
                "2020-04-20",
                "Format",
                "JSON",
                "AccessKeyId",
                client.accessKey,
                "SignatureMethod",
                "HMAC-SHA1",
                "SignatureVersion",
                "1.0",
                "SignatureNonce",
                UUID.randomUUID().toString(),
                "Timestamp",
                now()));
        return client;
    }

    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Sends to the HTTPS port. */
    OpenApiClient overTls(HttpClient trusting) {
        http = trusting;
        address = "https://localhost:" + emulator.openApi().httpsPort();
        signed.computeIfPresent("host", (name, value) -> address.substring("https://".length()));
        return this;
    }

    OpenApiClient header(String name, String value) {
        unsigned.put(name, value);
        return this;
    }

    OpenApiClient with(String name, String value) {
        query.put(name, value);
        return this;
    }

    OpenApiClient sign(String name, String value) {
        signed.put(name, value);
        return this;
    }

    OpenApiClient leaveOut(String name) {
        signed.remove(name);
        return this;
    }

    HttpResponse<String> sendAcs3() throws IOException, InterruptedException {
        if (!body.isEmpty()) {
            signed.putIfAbsent("content-type", "application/x-www-form-urlencoded");
        }
        String hash = Hmac.sha256Hex(body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        signed.putIfAbsent("x-acs-content-sha256", hash);
        List<String> names = List.copyOf(signed.keySet());
        String toSign = Acs3Signature.stringToSign(
                Acs3Signature.canonicalRequest(method, "/", query, signed, names, signed.get("x-acs-content-sha256")));
        return send(
                PercentEncoding.query(query),
                "ACS3-HMAC-SHA256 Credential=" + accessKey + ",SignedHeaders=" + String.join(";", names) + ",Signature="
                        + Acs3Signature.sign(secretKey, toSign));
    }

    /** Sends with this Authorization header, without signing. */
    HttpResponse<String> sendAcs3(String authorization) throws IOException, InterruptedException {
        signed.putIfAbsent("x-acs-content-sha256", Hmac.sha256Hex(new byte[0]));
        return send(PercentEncoding.query(query), authorization);
    }

    HttpResponse<String> sendRpc() throws IOException, InterruptedException {
        Map<String, String> all = new TreeMap<>(query);
        all.putAll(signed);
        all.putIfAbsent("Signature", RpcSignature.sign(secretKey, RpcSignature.stringToSign(method, all)));
        signed.clear();
        return send(PercentEncoding.query(all), null);
    }

    static JSONObject json(HttpResponse<String> response) {
        return JSON.parseObject(response.body());
    }

    private HttpResponse<String> send(String encodedQuery, String authorization)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + "/?" + encodedQuery))
                .timeout(timeout)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        signed.forEach((name, value) -> {
            // Java's client sets this one itself
            if (!name.equals("host")) {
                request.header(name, value);
            }
        });
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        unsigned.forEach(request::header);
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
