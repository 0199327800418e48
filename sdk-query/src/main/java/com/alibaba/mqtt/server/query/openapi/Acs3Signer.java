package com.alibaba.mqtt.server.query.openapi;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.internal.openapi.Acs3Signature;
import com.alibaba.mqtt.server.query.http.SignedRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Signs by version 3 of the OpenAPI's signatures: the signature is a header. */
public final class Acs3Signer implements Signer {
    private final String host;
    private final String userAgent;
    private final Supplier<String> nonces;

    /** @param host the value of the {@code Host} header */
    public Acs3Signer(String host, String userAgent, Supplier<String> nonces) {
        this.host = host;
        this.userAgent = userAgent;
        this.nonces = nonces;
    }

    @Override
    public SignedRequest sign(String action, SortedMap<String, String> parameters, Credentials keys, Instant now) {
        SortedMap<String, String> signed = new TreeMap<>();
        signed.put("host", host);
        signed.put("x-acs-action", action);
        signed.put("x-acs-version", API_VERSION);
        signed.put("x-acs-date", now.truncatedTo(ChronoUnit.SECONDS).toString());
        signed.put("x-acs-signature-nonce", nonces.get());
        signed.put("x-acs-content-sha256", Acs3Signature.EMPTY_BODY_HASH);
        String token = keys.securityToken();
        if (token != null) {
            signed.put("x-acs-accesskey-id", keys.accessKeyId());
            signed.put("x-acs-security-token", token);
        }
        Acs3Signature signature = new Acs3Signature(METHOD, parameters, signed, Acs3Signature.EMPTY_BODY_HASH, keys);
        List<String> headers = new ArrayList<>(2 * signed.size() + 8);
        signed.forEach((name, value) -> {
            headers.add(name);
            headers.add(value);
        });
        headers.addAll(Headers.UNSIGNED);
        headers.addAll(List.of("user-agent", userAgent, "authorization", signature.authorization()));
        return new SignedRequest(
                signature.canonicalQuery(), headers.toArray(String[]::new), keys, signature.signature());
    }
}
