package com.alibaba.mqtt.server.emulator.device;

import com.alibaba.mqtt.server.emulator.instance.Account;
import com.alibaba.mqtt.server.emulator.instance.Hmac;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/**
 * Creates the devices of an emulator, and holds those that are connected: the socket of one that nobody holds would be closed
 * by the garbage collector. Thread-safe. Internal.
 */
public final class Devices {
    private final Account account;
    private final IntSupplier port;
    private final Predicate<String> online;
    private final Set<EmulatedDevice> connected = ConcurrentHashMap.newKeySet();

    /**
     * Creates one without devices.
     *
     * @param account logs them in
     * @param port for MQTT, asked at each connect
     * @param online whether the emulator counts a client as connected
     */
    public Devices(Account account, IntSupplier port, Predicate<String> online) {
        this.account = account;
        this.port = port;
        this.online = online;
    }

    /** Creates a device that is not connected. */
    public EmulatedDevice create(String clientId) {
        return new EmulatedDevice(this, clientId);
    }

    /** Holds none any more. */
    public void clear() {
        connected.clear();
    }

    int port() {
        return port.getAsInt();
    }

    String user() {
        return "Signature|" + account.accessKey() + "|" + account.instanceId();
    }

    /** Returns the password of the moment. */
    String password(String clientId) {
        return Hmac.SHA1.base64(account.secretKey(), clientId);
    }

    boolean isOnline(String clientId) {
        return online.test(clientId);
    }

    void hold(EmulatedDevice device) {
        connected.add(device);
    }

    void release(EmulatedDevice device) {
        connected.remove(device);
    }
}
