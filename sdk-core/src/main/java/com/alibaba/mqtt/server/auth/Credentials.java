package com.alibaba.mqtt.server.auth;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.LoginText;
import org.jspecify.annotations.Nullable;

/** An access key pair, with an STS token if it is a temporary one. Immutable; {@code toString} hides the secrets. */
public final class Credentials {
    private final String accessKeyId;
    private final String accessKeySecret;
    private final @Nullable String securityToken;

    private Credentials(String accessKeyId, String accessKeySecret, @Nullable String securityToken) {
        this.accessKeyId = required("accessKeyId", accessKeyId);
        LoginText.checkedName("accessKeyId", accessKeyId);
        this.accessKeySecret = required("accessKeySecret", accessKeySecret);
        LoginText.checkedSecret("accessKeySecret", accessKeySecret);
        this.securityToken = securityToken;
    }

    /**
     * Returns a permanent key pair.
     *
     * @throws IllegalArgumentException if one of the two is null or blank, or has a line break or the like in it, which
     *     no login can have; the message never shows a secret
     */
    public static Credentials of(String accessKeyId, String accessKeySecret) {
        return new Credentials(accessKeyId, accessKeySecret, null);
    }

    /**
     * Returns a temporary key pair with its STS token.
     *
     * @throws IllegalArgumentException as {@link #of(String, String)}, for the three
     */
    public static Credentials of(String accessKeyId, String accessKeySecret, String securityToken) {
        return new Credentials(
                accessKeyId,
                accessKeySecret,
                LoginText.checkedToken("securityToken", required("securityToken", securityToken)));
    }

    /**
     * Asks a provider, which is foreign code, for a key pair.
     *
     * @throws ServerException the provider's own; whatever else it threw, or null, becomes
     *     {@link ErrorCode#CREDENTIALS_FAILED}, which is retryable
     */
    public static Credentials from(CredentialsProvider provider) throws ServerException {
        Credentials given;
        try {
            given = provider.credentials();
        } catch (ServerException e) {
            throw e;
        } catch (Throwable e) {
            // Throwable: an Error or a checked exception thrown past the compiler must not end a thread of ours
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            // the provider's text may hold the secret; the exception itself is for who wrote the provider
            throw new ServerException(
                    ErrorCode.CREDENTIALS_FAILED,
                    "the credentials provider failed with " + e.getClass().getName(),
                    true,
                    e);
        }
        if (given == null) {
            throw new ServerException(
                    ErrorCode.CREDENTIALS_FAILED, "the credentials provider returned null", true, null);
        }
        return given;
    }

    private static String required(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(
                    field + " is " + (value == null ? "null" : "blank") + "; a text is needed");
        }
        return value;
    }

    /** Returns the id of the key, which is no secret. */
    public String accessKeyId() {
        return accessKeyId;
    }

    /** Returns the secret of the key. Sign with it; never log or send it. */
    public String accessKeySecret() {
        return accessKeySecret;
    }

    /** Returns the STS token, or null for a permanent key pair. */
    public @Nullable String securityToken() {
        return securityToken;
    }

    @Override
    public String toString() {
        return "Credentials[" + accessKeyId + (securityToken == null ? "" : " with STS token") + "]";
    }
}
