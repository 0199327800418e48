package com.alibaba.mqtt.server.emulator.instance;

/**
 * A PKCS12 key store in memory, for servers that ask for a place.
 *
 * @param url of the scheme {@code data}, which Broker-J adds to the JVM
 * @param password a random one
 */
public record KeySource(String url, String password) {
    /** Without the key. */
    @Override
    public String toString() {
        return "KeySource";
    }
}
