package com.alibaba.mqtt.server.auth;

/** An access key pair, with an STS token if it is a temporary one. Immutable; {@code toString} hides the secrets. */
public final class Credentials {
    private final String accessKeyId;
    private final String accessKeySecret;
    private final String securityToken;

    private Credentials(String accessKeyId, String accessKeySecret, String securityToken) {
        this.accessKeyId = required("accessKeyId", accessKeyId);
        this.accessKeySecret = required("accessKeySecret", accessKeySecret);
        this.securityToken = securityToken;
    }

    /**
     * Returns a lasting key pair.
     *
     * @throws IllegalArgumentException if one of the two is null or blank
     */
    public static Credentials of(String accessKeyId, String accessKeySecret) {
        return new Credentials(accessKeyId, accessKeySecret, null);
    }

    /**
     * Returns a temporary key pair with its STS token.
     *
     * @throws IllegalArgumentException if one of the three is null or blank
     */
    public static Credentials of(String accessKeyId, String accessKeySecret, String securityToken) {
        return new Credentials(accessKeyId, accessKeySecret, required("securityToken", securityToken));
    }

    private static String required(String field, String value) {
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

    /** Returns the STS token, or null for a lasting key pair. */
    public String securityToken() {
        return securityToken;
    }

    @Override
    public String toString() {
        return "Credentials[" + accessKeyId + (securityToken == null ? "" : " with STS token") + "]";
    }
}
