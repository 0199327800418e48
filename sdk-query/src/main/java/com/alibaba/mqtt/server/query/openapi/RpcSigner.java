package com.alibaba.mqtt.server.query.openapi;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.internal.openapi.PercentEncoding;
import com.alibaba.mqtt.server.internal.openapi.RpcSignature;
import com.alibaba.mqtt.server.query.http.SignedRequest;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Signs by version 1.0 of the OpenAPI's signatures: everything is a parameter. */
public final class RpcSigner implements Signer {
    private final String host;
    private final String userAgent;
    private final Supplier<String> nonces;
    private final Seconds seconds = new Seconds();

    /** @param host the value of the {@code Host} header */
    public RpcSigner(String host, String userAgent, Supplier<String> nonces) {
        this.host = host;
        this.userAgent = userAgent;
        this.nonces = nonces;
    }

    @Override
    public SignedRequest sign(String action, SortedMap<String, String> ofAction, Credentials keys, Instant now) {
        SortedMap<String, String> parameters = new TreeMap<>(ofAction);
        parameters.put("Action", action);
        parameters.put("Version", API_VERSION);
        parameters.put("Format", "JSON");
        parameters.put("AccessKeyId", keys.accessKeyId());
        parameters.put("SignatureNonce", nonces.get());
        parameters.put("Timestamp", seconds.text(now));
        parameters.put("SignatureMethod", "HMAC-SHA1");
        parameters.put("SignatureVersion", "1.0");
        String token = keys.securityToken();
        if (token != null) {
            parameters.put("SecurityToken", token);
        }
        RpcSignature signature = new RpcSignature(METHOD, parameters, keys.accessKeySecret());
        String[] headers = Headers.with(new String[] {"host", host}, "user-agent", userAgent);
        // where it belongs in the order of names; nothing that is encoded has an & in it
        String query = signature
                .canonicalQuery()
                .replace(
                        "&SignatureMethod=",
                        "&Signature=" + PercentEncoding.encode(signature.signature()) + "&SignatureMethod=");
        return new SignedRequest(query, headers, keys, signature.signature());
    }
}
