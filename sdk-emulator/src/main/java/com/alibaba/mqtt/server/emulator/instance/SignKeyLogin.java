package com.alibaba.mqtt.server.emulator.instance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks the AMQP 0-9-1 login of a backend: user Base64 of {@code 0:<instance>:<access key>}, and {@code :<token>} if the
 * access key has a security token; sign key the time in milliseconds as text, password the HMAC-SHA1 of the sign key.
 */
public final class SignKeyLogin {
    private final Account account;
    private final Clock clock;
    private final @Nullable Duration window;

    /** @param window how far from now the sign key may be, or null for any distance */
    public SignKeyLogin(Account account, Clock clock, @Nullable Duration window) {
        this.account = account;
        this.clock = clock;
        this.window = window;
    }

    /**
     * Says why the login is refused; empty when it is accepted. Never names a secret or a signature.
     *
     * @param signKey null when the client has sent none
     */
    public Optional<String> refusal(String user, String password, @Nullable String signKey) {
        String token = account.securityToken();
        String[] parts = decode(user).split(":", 4);
        if (parts.length != (token == null ? 3 : 4) || !parts[0].equals("0")) {
            return Optional.of(
                    "the user is not Base64 of 0:<instance>:<access key>" + (token == null ? "" : ":<security token>"));
        }
        if (!account.instanceId().equals(parts[1])) {
            return Optional.of("the instance is unknown");
        }
        if (!account.accessKey().equals(parts[2])) {
            return Optional.of("the access key is unknown");
        }
        if (token != null && !Hmac.same(token, parts[3])) {
            return Optional.of("the security token is not the one of the access key");
        }
        if (signKey == null || !signKey.matches("\\d{1,18}")) {
            return Optional.of("the client property signKey is not a number of milliseconds");
        }
        if (!Hmac.same(Hmac.SHA1.base64(account.secretKey(), signKey), password)) {
            return Optional.of("the password is not the signature of the signKey");
        }
        long away = Math.abs(clock.millis() - Long.parseLong(signKey));
        return window == null || away <= window.toMillis()
                ? Optional.empty()
                : Optional.of("signKey is " + away + " ms away from now, allowed are " + window.toMillis());
    }

    /** Empty when it is not Base64. */
    private static String decode(String user) {
        try {
            return new String(Base64.getDecoder().decode(user), UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
