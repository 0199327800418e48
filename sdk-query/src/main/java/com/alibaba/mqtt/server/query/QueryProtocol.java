package com.alibaba.mqtt.server.query;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.openapi.Acs3Signature;
import com.alibaba.mqtt.server.internal.openapi.PercentEncoding;
import com.alibaba.mqtt.server.internal.openapi.RpcSignature;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The two operations of the API (product OnsMqtt, version 2020-04-20) as pure functions: a question becomes a signed
 * request, an answer becomes a result or an error.
 */
final class QueryProtocol {
    private static final String API_VERSION = "2020-04-20";
    private static final String METHOD = "POST";

    private final Endpoint endpoint;
    private final String instanceId;
    private final Credentials credentials;
    private final SignatureVersion signature;
    private final Clock clock;
    private final Supplier<String> nonces;

    QueryProtocol(
            Endpoint endpoint,
            String instanceId,
            Credentials credentials,
            SignatureVersion signature,
            Clock clock,
            Supplier<String> nonces) {
        this.endpoint = endpoint;
        this.instanceId = instanceId;
        this.credentials = credentials;
        this.signature = signature;
        this.clock = clock;
        this.nonces = nonces;
    }

    SignedRequest askOne(String clientId) {
        Map<String, String> query = new HashMap<>();
        query.put("ClientId", clientId);
        return sign("QuerySessionByClientId", query);
    }

    /** Asks for at most ten clients, which is the service's limit. */
    SignedRequest askMany(List<String> clientIds) {
        Map<String, String> query = new HashMap<>();
        for (int i = 0; i < clientIds.size(); i++) {
            query.put("ClientIdList." + (i + 1), clientIds.get(i));
        }
        return sign("BatchQuerySessionByClientIds", query);
    }

    private SignedRequest sign(String action, Map<String, String> query) {
        query.put("InstanceId", instanceId);
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        return signature == SignatureVersion.ACS3 ? signAcs3(action, query, now) : signRpc(action, query, now);
    }

    private SignedRequest signAcs3(String action, Map<String, String> query, String now) {
        Map<String, String> headers = new HashMap<>();
        headers.put("host", endpoint.hostHeader());
        headers.put("x-acs-action", action);
        headers.put("x-acs-version", API_VERSION);
        headers.put("x-acs-date", now);
        headers.put("x-acs-signature-nonce", nonces.get());
        headers.put("x-acs-content-sha256", Acs3Signature.EMPTY_BODY_HASH);
        String token = credentials.securityToken();
        if (token != null) {
            headers.put("x-acs-accesskey-id", credentials.accessKeyId());
            headers.put("x-acs-security-token", token);
        }
        Acs3Signature signed = new Acs3Signature(METHOD, query, headers, Acs3Signature.EMPTY_BODY_HASH, credentials);
        headers.put("authorization", signed.authorization());
        return request(query, headers, signed.authorization().replaceFirst(".*Signature=", ""));
    }

    private SignedRequest signRpc(String action, Map<String, String> query, String now) {
        query.put("Action", action);
        query.put("Version", API_VERSION);
        query.put("Format", "JSON");
        query.put("AccessKeyId", credentials.accessKeyId());
        query.put("SignatureNonce", nonces.get());
        query.put("Timestamp", now);
        query.put("SignatureMethod", "HMAC-SHA1");
        query.put("SignatureVersion", "1.0");
        String token = credentials.securityToken();
        if (token != null) {
            query.put("SecurityToken", token);
        }
        String secret = new RpcSignature(METHOD, query, credentials.accessKeySecret()).signature();
        query.put("Signature", secret);
        Map<String, String> headers = new HashMap<>();
        headers.put("host", endpoint.hostHeader());
        return request(query, headers, secret);
    }

    private SignedRequest request(Map<String, String> query, Map<String, String> headers, String signed) {
        headers.put("accept", "application/json");
        String url = endpoint + "/?" + PercentEncoding.sortedQuery(query);
        return new SignedRequest(url, Map.copyOf(headers), secrets(signed));
    }

    /** The service may echo what it signed, which holds the STS token: as it is, or encoded once or twice. */
    private List<String> secrets(String signed) {
        List<String> secrets = new ArrayList<>();
        for (@Nullable
        String secret : Arrays.asList(credentials.accessKeySecret(), credentials.securityToken(), signed)) {
            if (secret != null) {
                String once = PercentEncoding.encode(secret);
                secrets.addAll(List.of(secret, once, PercentEncoding.encode(once)));
            }
        }
        return List.copyOf(secrets);
    }

    ClientStatus readOne(String clientId, HttpAnswer answer) throws ServerException {
        Map<String, @Nullable Object> json = readSuccess(answer);
        if (!(json.get("OnlineStatus") instanceof Boolean online)) {
            throw QueryErrors.malformed("OnlineStatus is missing or not boolean", answer);
        }
        return new ClientStatus(clientId, online, QuerySource.LIVE, clock.instant(), requestId(json, answer));
    }

    /** Returns what the answer says of the clients asked about. The answer's order means nothing. */
    Map<String, ClientStatus> readMany(List<String> clientIds, HttpAnswer answer) throws ServerException {
        Map<String, @Nullable Object> json = readSuccess(answer);
        if (!(json.get("OnlineStatusList") instanceof List<?> list)) {
            throw QueryErrors.malformed("OnlineStatusList is missing or no list", answer);
        }
        Set<String> asked = new HashSet<>(clientIds);
        Map<String, ClientStatus> found = new HashMap<>();
        for (Object entry : list) {
            if (!(entry instanceof Map<?, ?> one)
                    || !(one.get("ClientId") instanceof String clientId)
                    || !(one.get("OnlineStatus") instanceof Boolean online)) {
                throw QueryErrors.malformed(
                        "an entry of OnlineStatusList lacks a textual ClientId or a boolean OnlineStatus", answer);
            }
            if (asked.contains(clientId)) {
                ClientStatus status = new ClientStatus(
                        clientId, online, QuerySource.CACHED, clock.instant(), requestId(json, answer));
                ClientStatus before = found.put(clientId, status);
                if (before != null && before.online() != status.online()) {
                    throw QueryErrors.malformed("OnlineStatusList says two things of one client", answer);
                }
            }
        }
        return found;
    }

    /** Returns the answer's object, if it is a success. A Code decides, whatever the HTTP status is. */
    private Map<String, @Nullable Object> readSuccess(HttpAnswer answer) throws ServerException {
        boolean success = answer.status() >= 200 && answer.status() < 300;
        Map<String, @Nullable Object> json;
        try {
            json = Json.readObject(answer.body());
        } catch (Json.NotJson e) {
            throw QueryErrors.malformed(success ? "no JSON object" : "no error code", answer);
        }
        String code = text(json, "Code");
        if (code != null) {
            throw QueryErrors.ofService(code, text(json, "Message"), text(json, "RequestId"), answer, clock.instant());
        }
        if (!success) {
            throw QueryErrors.malformed("no error code", answer);
        }
        return json;
    }

    private static @Nullable String requestId(Map<String, @Nullable Object> json, HttpAnswer answer) {
        return answer.shown(text(json, "RequestId"));
    }

    /** Returns a text of the object; gateways write its keys with a capital or without. */
    private static @Nullable String text(Map<String, @Nullable Object> json, String key) {
        String small = Character.toLowerCase(key.charAt(0)) + key.substring(1);
        Object value = json.getOrDefault(key, json.get(small));
        return value instanceof String text && !text.isBlank() ? text : null;
    }
}
