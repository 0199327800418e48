package com.alibaba.mqtt.server.emulator;

import java.util.List;
import java.util.Objects;

/**
 * The one instance with its one access key that an emulator knows. Safe for many threads; the secret key can change
 * at any time.
 */
final class Account {
    private final String instanceId;
    private final String accessKey;
    private final String securityToken;
    private final List<String> groups;
    private volatile String secretKey;

    /** @param securityToken the token that backends must show with the access key, or null for none */
    Account(String instanceId, String accessKey, String secretKey, String securityToken, List<String> groups) {
        this.instanceId = Objects.requireNonNull(instanceId, "instanceId");
        this.accessKey = Objects.requireNonNull(accessKey, "accessKey");
        this.secretKey = Objects.requireNonNull(secretKey, "secretKey");
        this.securityToken = securityToken;
        this.groups = List.copyOf(groups);
    }

    String instanceId() {
        return instanceId;
    }

    String accessKey() {
        return accessKey;
    }

    String secretKey() {
        return secretKey;
    }

    void secretKey(String newSecret) {
        secretKey = newSecret;
    }

    /** The security token that backends must show with the access key, or null when there is none. */
    String securityToken() {
        return securityToken;
    }

    List<String> groups() {
        return groups;
    }

    /** Without the secret key and the token. */
    @Override
    public String toString() {
        return "Account[" + instanceId + ", " + accessKey + "]";
    }
}
