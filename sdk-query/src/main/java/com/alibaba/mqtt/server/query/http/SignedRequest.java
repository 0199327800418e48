package com.alibaba.mqtt.server.query.http;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.internal.openapi.PercentEncoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A POST without a body, signed: to be sent exactly as written, and once, because the service refuses a nonce twice.
 *
 * @param query all parameters, encoded
 * @param headers names and values by turns
 * @param credentials those that signed it
 * @param signature the signature in it
 */
@SuppressWarnings("ArrayRecordComponent") // written once, read once
public record SignedRequest(String query, String[] headers, Credentials credentials, String signature) {
    /** Returns the value of a header, or null. For tests. */
    public @Nullable String header(String name) {
        int at = Arrays.asList(headers).indexOf(name);
        return at < 0 ? null : headers[at + 1];
    }

    /**
     * Returns the secrets in it and behind it, which no text may show. The service may echo what it signed, which holds
     * the STS token: as it is, or encoded once or twice.
     */
    public List<String> secrets() {
        List<String> secrets = new ArrayList<>(9);
        add(secrets, credentials.accessKeySecret());
        add(secrets, credentials.securityToken());
        add(secrets, signature);
        return secrets;
    }

    private static void add(List<String> secrets, @Nullable String secret) {
        if (secret != null) {
            String once = PercentEncoding.encode(secret);
            secrets.add(secret);
            secrets.add(once);
            secrets.add(PercentEncoding.encode(once));
        }
    }

    @Override
    public String toString() {
        return "SignedRequest[" + query.length() + " characters]";
    }
}
