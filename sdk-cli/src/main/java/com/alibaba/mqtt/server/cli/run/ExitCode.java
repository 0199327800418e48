package com.alibaba.mqtt.server.cli.run;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import java.util.List;
import java.util.Set;

/** The exit codes of all commands. */
public final class ExitCode {
    /** All clients online, or the condition met. */
    public static final int OK = 0;
    /** Some clients offline. */
    public static final int OFFLINE = 1;
    /** Wrong options or arguments. */
    public static final int USAGE = 2;
    /** Some clients without an answer. */
    public static final int UNANSWERED = 3;
    /** The service or the network failed, or something nobody foresaw. */
    public static final int SERVICE = 4;
    /** Credentials or configuration. */
    public static final int CONFIGURATION = 5;
    /** The time is over. */
    public static final int TIMED_OUT = 124;
    /** Ended by an interrupt; the JVM itself exits so, and with 143 after SIGTERM. */
    public static final int INTERRUPTED = 130;
    /** Nobody reads the output any more. */
    public static final int CLOSED_PIPE = 141;

    /** For the help, one code and its meaning a line. */
    public static final List<String> MEANINGS = List.of(
            "0:all clients online, or the condition met",
            "1:some clients offline",
            "2:wrong options or arguments",
            "3:some clients without an answer",
            "4:the service or the network failed",
            "5:credentials or configuration",
            "124:the time is over",
            "130:interrupted (143: terminated); what was there is printed",
            "141:nobody reads the output any more");

    private static final Set<String> OF_CONFIGURATION = Set.of(
            ErrorCode.NO_CREDENTIALS,
            ErrorCode.CREDENTIALS_FAILED,
            ErrorCode.BAD_CONFIGURATION,
            ErrorCode.LOGIN_REFUSED,
            ErrorCode.SUBSCRIBE_REFUSED,
            "CheckAccountInfoFailed",
            "InstancePermissionCheckFailed",
            "PermissionCheckFailed",
            "SignatureDoesNotMatch",
            "IncompleteSignature",
            "NoPermission");

    private static final List<String> BEGINNINGS_OF_CONFIGURATION =
            List.of("InvalidAccessKeyId", "InvalidSecurityToken", "Forbidden", "InvalidTimeStamp", "NoPermission");

    private ExitCode() {}

    /** Returns the code for an error of the SDK or the service. */
    public static int of(ServerException error) {
        String code = error.getCode();
        if (code.equals(ErrorCode.INTERRUPTED)) {
            return INTERRUPTED;
        }
        return OF_CONFIGURATION.contains(code)
                        || BEGINNINGS_OF_CONFIGURATION.stream().anyMatch(code::startsWith)
                ? CONFIGURATION
                : SERVICE;
    }
}
