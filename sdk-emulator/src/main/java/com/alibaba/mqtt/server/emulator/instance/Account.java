package com.alibaba.mqtt.server.emulator.instance;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one instance with its one access key that an emulator knows. Safe for many threads; the secret key can change
 * at any time.
 */
public final class Account {
    private final String instanceId;
    private final String accessKey;
    private final @Nullable String securityToken;
    private final List<String> groups;
    private final Tokens tokens = new Tokens();
    private final DeviceCredentials deviceCredentials = new DeviceCredentials();
    private volatile String secretKey;

    /** @param securityToken the token that backends must show with the access key, or null for none */
    public Account(
            String instanceId,
            String accessKey,
            String secretKey,
            @Nullable String securityToken,
            List<String> groups) {
        this.instanceId = Objects.requireNonNull(instanceId, "instanceId");
        this.accessKey = Objects.requireNonNull(accessKey, "accessKey");
        this.secretKey = Objects.requireNonNull(secretKey, "secretKey");
        this.securityToken = securityToken;
        this.groups = List.copyOf(groups);
    }

    /** Returns the id of the instance. */
    public String instanceId() {
        return instanceId;
    }

    /** Returns the only access key. */
    public String accessKey() {
        return accessKey;
    }

    /** Returns the secret key that logins and requests are checked with now. */
    public String secretKey() {
        return secretKey;
    }

    /** Changes the secret key, for all logins and requests that come later. */
    public void secretKey(String newSecret) {
        secretKey = newSecret;
    }

    /** The security token that backends must show with the access key, or null when there is none. */
    public @Nullable String securityToken() {
        return securityToken;
    }

    /** Returns the names of the groups. */
    public List<String> groups() {
        return groups;
    }

    /** The tokens of devices. */
    public Tokens tokens() {
        return tokens;
    }

    /** The access keys of single devices. */
    public DeviceCredentials deviceCredentials() {
        return deviceCredentials;
    }

    /** Without the secret key and the token. */
    @Override
    public String toString() {
        return "Account[" + instanceId + ", " + accessKey + "]";
    }
}
