package com.alibaba.mqtt.server.query.openapi;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.query.http.HttpAnswer;
import com.alibaba.mqtt.server.query.http.RetryHints;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Errors in the service's own words, and what they mean. */
public final class ServiceErrors {
    /** Codes that the same call, unchanged, can overcome later. A new call has a new nonce, which is why that is one. */
    private static final Set<String> RETRYABLE =
            Set.of("SystemOverFlow", "InternalError", "ServiceUnavailable", "SignatureNonceUsed");
    /** Codes of a wrong clock. The same call fails the same way until somebody sets it. */
    private static final Set<String> WRONG_CLOCK = Set.of("InvalidTimeStamp.Expired", "IllegalTimestamp");
    /** Codes of a key pair that is wrong, or not valid any more. */
    private static final Set<String> WRONG_KEYS = Set.of(
            "InvalidSecurityToken.Expired",
            "InvalidSecurityToken.Malformed",
            "InvalidSecurityToken.MismatchWithAccessKey",
            "MissingSecurityToken",
            "InvalidAccessKeyId.NotFound",
            "InvalidAccessKeyId.Inactive",
            "SignatureDoesNotMatch");
    /** Actions whose permission has another name than {@code mq:} and the action. */
    private static final Map<String, String> PERMISSIONS = Map.of(
            "QuerySessionByClientId", "mq:MqttInstanceAccess",
            "QueryMqttTraceDevice", "mq:QueryMqttDeviceTrace");

    private ServiceErrors() {}

    /** Returns an error. */
    static ServerException of(
            String code,
            @Nullable String reason,
            @Nullable String requestId,
            String action,
            HttpAnswer answer,
            Instant now) {
        boolean retryable = RETRYABLE.contains(code) || code.startsWith("Throttling");
        StringBuilder text = new StringBuilder(reason == null ? "the service gives no reason" : answer.visible(reason));
        if (WRONG_CLOCK.contains(code)) {
            text.append("; ").append(clockError(answer, now));
        }
        if (code.equals("PermissionCheckFailed") || code.startsWith("Forbidden.RAM")) {
            text.append("; ").append(action).append(" needs the RAM action ").append(permission(action));
        }
        return new ServerException(
                answer.visible(code),
                text.toString(),
                retryable,
                answer.status(),
                requestId == null ? answer.requestId() : answer.visible(requestId),
                RetryHints.of(answer),
                null);
    }

    /** Returns the RAM action that an operation needs. */
    public static String permission(String action) {
        return PERMISSIONS.getOrDefault(action, "mq:" + action);
    }

    /** Returns whether the service found the time of the request wrong. */
    public static boolean isWrongClock(ServerException e) {
        return WRONG_CLOCK.contains(e.getCode());
    }

    /** Returns whether the service did not know the key pair, or not any more. */
    public static boolean isWrongKeys(ServerException e) {
        return WRONG_KEYS.contains(e.getCode());
    }

    private static String clockError(HttpAnswer answer, Instant now) {
        @Nullable Instant theirs = RetryHints.date(answer.header("Date"));
        if (theirs == null) {
            return "the answer has no Date to compare the local clock with";
        }
        long seconds = Duration.between(theirs, now).toSeconds();
        return "the local clock is " + Math.abs(seconds) + " s " + (seconds < 0 ? "behind" : "ahead of")
                + " the answer's Date";
    }
}
