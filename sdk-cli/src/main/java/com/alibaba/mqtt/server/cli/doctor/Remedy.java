package com.alibaba.mqtt.server.cli.doctor;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;

/** What to do about an error of the SDK or the service. */
final class Remedy {
    private Remedy() {}

    /** Returns what to do about an error of the notices' server. */
    static String of(ServerException error) {
        return of(error, "mq:MqttInstanceAccess");
    }

    /**
     * Returns what to do about it.
     *
     * @param action the RAM action that what failed needs
     */
    static String of(ServerException error, String action) {
        String code = error.getCode();
        return switch (code) {
            case ErrorCode.LOGIN_REFUSED -> "compare key, secret and instance id with the console; look at the clock";
            case ErrorCode.SUBSCRIBE_REFUSED -> "create the group in the console, or allow the key pair to use it";
            case ErrorCode.NO_CREDENTIALS, ErrorCode.CREDENTIALS_FAILED ->
                "set MQTT_AK_ENV and MQTT_SK_ENV, or a profile";
            case ErrorCode.TLS_FAILED -> "look at the step tls";
            case ErrorCode.WRONG_PROTOCOL -> "compare host and port with the console";
            case "InstancePermissionCheckFailed" -> "the instance is in another region or account: compare its id";
            case "SignatureDoesNotMatch", "IncompleteSignature" -> "the secret does not belong to the key";
            case "SignatureNonceUsed" -> "try again";
            default -> byBeginning(code, action, error.isRetryable());
        };
    }

    private static String byBeginning(String code, String action, boolean retryable) {
        if (code.startsWith("InvalidAccessKeyId")) {
            return "the key is deleted, disabled or mistyped: compare it with the console";
        }
        if (code.startsWith("InvalidTimeStamp")) {
            return "set this machine's clock (NTP)";
        }
        if (code.startsWith("Forbidden") || code.startsWith("NoPermission") || code.startsWith("PermissionCheck")) {
            return "allow the RAM user " + action + " on the instance";
        }
        if (code.startsWith("Throttling")) {
            return "others of the account use up its calls: try again, with less";
        }
        return retryable
                ? "try again; if it stays, give the request id to the service's support"
                : "give the request id to the service's support";
    }
}
