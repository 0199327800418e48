package com.alibaba.mqtt.server.query.calls;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.CredentialsProvider;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import org.jspecify.annotations.Nullable;

/** The key pair of the moment, from foreign code; and the pacer that belongs to it. */
public final class Keys {
    private final CredentialsProvider provider;
    private final Pacers pacers;
    private final String endpoint;
    private volatile @Nullable Known known;

    /** What was last signed with, and its part of the pace. */
    private record Known(String accessKeyId, Pacers.Part part) {}

    Keys(CredentialsProvider provider, Pacers pacers, String endpoint) {
        this.provider = provider;
        this.pacers = pacers;
        this.endpoint = endpoint;
    }

    /** Asks the provider, as a step of the call. */
    Credentials ask(OneCall<?> call) throws ServerException {
        call.interruptibleStep("answer of the credentials provider");
        Credentials now;
        try {
            now = Credentials.from(provider);
        } finally {
            call.interruptibleStepOver();
        }
        try {
            checkSendable(now);
        } catch (IllegalArgumentException e) {
            throw new ServerException(
                    ErrorCode.BAD_CONFIGURATION, "the credentials provider: " + e.getMessage(), false, e);
        }
        note(now.accessKeyId());
        return now;
    }

    private synchronized void note(String accessKeyId) {
        Known before = known;
        if (before == null) {
            known = new Known(accessKeyId, pacers.of(endpoint, accessKeyId));
        } else if (!before.accessKeyId().equals(accessKeyId)) {
            known = new Known(accessKeyId, pacers.rotated(endpoint, accessKeyId, before.part()));
        }
    }

    /** Returns the pacer of the last key pair; null before the first. */
    @Nullable
    Pacer pacer() {
        Known now = known;
        return now == null ? null : now.part().pacer();
    }

    /** Refuses credentials that no header can carry. */
    public static void checkSendable(Credentials credentials) {
        checkHeaderText("accessKeyId", credentials.accessKeyId());
        checkHeaderText("securityToken", credentials.securityToken());
    }

    /** The value is not shown: it may be a secret. The HTTP library would show it, and later. */
    private static void checkHeaderText(String field, @Nullable String value) {
        // at each call, so no stream of characters
        for (int at = 0; value != null && at < value.length(); at++) {
            if (value.charAt(at) <= ' ' || value.charAt(at) > '~') {
                throw new IllegalArgumentException("credentials." + field
                        + " holds a blank, a line break or a non-ASCII character; printable ASCII is needed");
            }
        }
    }
}
