package com.alibaba.mqtt.server.emulator.amqp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.function.BiFunction;
import org.apache.qpid.server.security.auth.AuthenticationResult;
import org.apache.qpid.server.security.auth.AuthenticationResult.AuthenticationStatus;
import org.apache.qpid.server.security.auth.sasl.SaslNegotiator;
import org.jspecify.annotations.Nullable;

/** SASL PLAIN, where user and password come together. */
final class PlainLogin implements SaslNegotiator {
    private final BiFunction<String, String, AuthenticationResult> check;

    /** @param check of user and password */
    PlainLogin(BiFunction<String, String, AuthenticationResult> check) {
        this.check = check;
    }

    @Override
    public AuthenticationResult handleResponse(byte[] response) {
        if (response == null || response.length == 0) {
            return new AuthenticationResult(new byte[0], AuthenticationStatus.CONTINUE);
        }
        // <identity to act for> NUL <user> NUL <password>
        String[] parts = new String(response, UTF_8).split("\0", -1);
        return parts.length == 3
                ? check.apply(parts[1], parts[2])
                : new AuthenticationResult(AuthenticationStatus.ERROR);
    }

    @Override
    public void dispose() {
        // holds nothing
    }

    @Override
    public @Nullable String getAttemptedAuthenticationId() {
        return null;
    }
}
