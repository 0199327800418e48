package com.alibaba.mqtt.server.query.openapi;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.internal.openapi.Acs3Signature;
import com.alibaba.mqtt.server.query.http.SignedRequest;
import java.time.Instant;
import java.util.SortedMap;
import java.util.function.Supplier;

/** Signs by version 3 of the OpenAPI's signatures: the signature is a header. */
public final class Acs3Signer implements Signer {
    private final String host;
    private final String userAgent;
    private final Supplier<String> nonces;
    private final Seconds seconds = new Seconds();

    /** @param host the value of the {@code Host} header */
    public Acs3Signer(String host, String userAgent, Supplier<String> nonces) {
        this.host = host;
        this.userAgent = userAgent;
        this.nonces = nonces;
    }

    @Override
    public SignedRequest sign(String action, SortedMap<String, String> parameters, Credentials keys, Instant now) {
        String date = seconds.text(now);
        String nonce = nonces.get();
        String token = keys.securityToken();
        // names and values by turns, sorted by name
        String[] signed = token == null
                ? new String[] {
                    "host", host,
                    "x-acs-action", action,
                    "x-acs-content-sha256", Acs3Signature.EMPTY_BODY_HASH,
                    "x-acs-date", date,
                    "x-acs-signature-nonce", nonce,
                    "x-acs-version", API_VERSION
                }
                : new String[] {
                    "host", host,
                    "x-acs-accesskey-id", keys.accessKeyId(),
                    "x-acs-action", action,
                    "x-acs-content-sha256", Acs3Signature.EMPTY_BODY_HASH,
                    "x-acs-date", date,
                    "x-acs-security-token", token,
                    "x-acs-signature-nonce", nonce,
                    "x-acs-version", API_VERSION
                };
        Acs3Signature signature = new Acs3Signature(METHOD, parameters, signed, Acs3Signature.EMPTY_BODY_HASH, keys);
        String[] headers = Headers.with(signed, "user-agent", userAgent, "authorization", signature.authorization());
        return new SignedRequest(signature.canonicalQuery(), headers, keys, signature.signature());
    }
}
