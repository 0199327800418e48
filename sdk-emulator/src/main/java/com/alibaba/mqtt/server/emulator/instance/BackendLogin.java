package com.alibaba.mqtt.server.emulator.instance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks the AMQP 1.0 login of a backend: user
 * {@code <id>|authMode=aksign,signMethod=<method>,authId=<access key>,timestamp=<ms>,iotInstanceId=<instance>|} with
 * the pairs in any order, password the signature of {@code authId=<access key>&timestamp=<ms>}. If the access key has a
 * security token, the mode is {@code ststoken}, and {@code securityToken=<token>} is a further pair and signed between the
 * other two. With the further pair {@code consumerGroupId=<group>} it is a login to the IoT Platform.
 */
public final class BackendLogin {
    private static final String CONSUMER_GROUP = "consumerGroupId";
    private static final Pattern FORM = Pattern.compile("[^|]{1,64}\\|([^|]+)\\|");
    private static final Map<String, Hmac> METHODS =
            Map.of("hmacmd5", Hmac.MD5, "hmacsha1", Hmac.SHA1, "hmacsha256", Hmac.SHA256);

    private final Account account;
    private final @Nullable String consumerGroup;
    private final Clock clock;
    private final Duration window;

    /** @param consumerGroup the only consumer group of the IoT Platform, or null for none */
    public BackendLogin(Account account, @Nullable String consumerGroup, Clock clock, Duration window) {
        this.account = account;
        this.consumerGroup = consumerGroup;
        this.clock = clock;
        this.window = window;
    }

    /** Says why the login is refused; empty when it is accepted. Never names a secret or a signature. */
    public Optional<String> refusal(String user, String password) {
        Matcher form = FORM.matcher(user);
        if (!form.matches()) {
            return Optional.of("the user is not of the form <id>|<name>=<value>,...|");
        }
        Map<String, String> pairs = pairs(form.group(1));
        String mode = account.securityToken() == null ? "aksign" : "ststoken";
        if (!mode.equals(pairs.get("authMode"))) {
            return Optional.of("authMode is not " + mode);
        }
        Hmac method = METHODS.get(pairs.getOrDefault("signMethod", ""));
        if (method == null) {
            return Optional.of("signMethod is not one of hmacmd5, hmacsha1, hmacsha256");
        }
        if (!account.accessKey().equals(pairs.get("authId"))) {
            return Optional.of("authId is not a known access key");
        }
        if (account.securityToken() != null
                && !Hmac.same(account.securityToken(), pairs.getOrDefault("securityToken", ""))) {
            return Optional.of("securityToken is not the one of the access key");
        }
        if (!account.instanceId().equals(pairs.get("iotInstanceId"))) {
            return Optional.of("iotInstanceId is not a known instance");
        }
        if (pairs.containsKey(CONSUMER_GROUP) && !pairs.get(CONSUMER_GROUP).equals(consumerGroup)) {
            return Optional.of(CONSUMER_GROUP + " is not a known consumer group of the IoT Platform");
        }
        return wrongTime(pairs.get("timestamp")).or(() -> wrongPassword(method, pairs, password));
    }

    /** Whether an accepted user has logged in to the IoT Platform. */
    public static boolean isIotPlatform(String user) {
        Matcher form = FORM.matcher(user);
        return form.matches() && pairs(form.group(1)).containsKey(CONSUMER_GROUP);
    }

    private Optional<String> wrongTime(@Nullable String timestamp) {
        if (timestamp == null || !timestamp.matches("\\d{1,18}")) {
            return Optional.of("timestamp is not a number of milliseconds");
        }
        long away = Math.abs(clock.millis() - Long.parseLong(timestamp));
        return away <= window.toMillis()
                ? Optional.empty()
                : Optional.of("timestamp is " + away + " ms away from now, allowed are " + window.toMillis());
    }

    private Optional<String> wrongPassword(Hmac method, Map<String, String> pairs, String password) {
        String token = account.securityToken() == null ? "" : "&securityToken=" + account.securityToken();
        String signed = "authId=" + pairs.get("authId") + token + "&timestamp=" + pairs.get("timestamp");
        return Hmac.same(method.base64(account.secretKey(), signed), password)
                ? Optional.empty()
                : Optional.of("the password is not the signature of authId, securityToken if any, and timestamp");
    }

    private static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new HashMap<>();
        for (String pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return pairs;
    }

    /** Who a user of an AMQP login is, without what may be secret in it. */
    public static String whoIs(String user) {
        int bar = user.indexOf('|');
        if (bar > 0) {
            return user.substring(0, bar);
        }
        try {
            String[] parts = new String(Base64.getDecoder().decode(user), UTF_8).split(":", -1);
            return parts.length < 3 ? "somebody" : "access key " + parts[2];
        } catch (IllegalArgumentException e) {
            return "somebody";
        }
    }
}
