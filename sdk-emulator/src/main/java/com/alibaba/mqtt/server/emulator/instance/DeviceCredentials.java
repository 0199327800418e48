package com.alibaba.mqtt.server.emulator.instance;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The credentials of single devices, at most 100,000. Safe for many threads. */
public final class DeviceCredentials {
    private static final int MAX = 100_000;
    private static final int BYTES = 11;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Credential> byClientId = new ConcurrentHashMap<>();

    /**
     * The access key of one device.
     *
     * @param created milliseconds since 1970
     * @param updated milliseconds since 1970
     */
    public record Credential(String clientId, String keyId, String secret, long created, long updated) {
        /** Without the secret. */
        @Override
        public String toString() {
            return "Credential[" + clientId + ", " + keyId + "]";
        }
    }

    /**
     * Gives a device a new access key; one that it had does not count any more.
     *
     * @throws IllegalStateException when there are 100,000
     */
    public synchronized Credential register(String clientId, long now) {
        Credential before = byClientId.get(clientId);
        if (before == null && byClientId.size() >= MAX) {
            throw new IllegalStateException("there are " + MAX + " device credentials already");
        }
        Credential credential = new Credential(clientId, key(), key(), before == null ? now : before.created(), now);
        byClientId.put(clientId, credential);
        return credential;
    }

    /** The credential of a device, empty when it has none. */
    public Optional<Credential> of(String clientId) {
        return Optional.ofNullable(byClientId.get(clientId));
    }

    /** Takes the credential away, and returns whether there was one. */
    public boolean unregister(String clientId) {
        return byClientId.remove(clientId) != null;
    }

    /** All of them. A copy. */
    public List<Credential> all() {
        return List.copyOf(byClientId.values());
    }

    /** Knows these too. */
    public void restore(List<Credential> credentials) {
        credentials.forEach(one -> byClientId.put(one.clientId(), one));
    }

    /** Forgets all. */
    public void clear() {
        byClientId.clear();
    }

    private String key() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return "DC." + HexFormat.of().formatHex(bytes).toUpperCase(Locale.ROOT);
    }
}
