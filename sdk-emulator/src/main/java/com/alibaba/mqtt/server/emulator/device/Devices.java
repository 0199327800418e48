package com.alibaba.mqtt.server.emulator.device;

import com.alibaba.mqtt.server.emulator.instance.Account;
import com.alibaba.mqtt.server.emulator.instance.Hmac;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Creates the devices of an emulator, and holds those that are connected: the socket of one that nobody holds would be closed
 * by the garbage collector. Thread-safe. Internal.
 */
public final class Devices {
    private final Account account;
    private final IntSupplier port;
    private final BiPredicate<String, Boolean> told;
    private final Supplier<List<String>> refusals;
    private final Set<EmulatedDevice> connected = ConcurrentHashMap.newKeySet();

    /**
     * Creates one without devices.
     *
     * @param account logs them in
     * @param port for MQTT, asked at each connect
     * @param told whether a client is online, or is not, and its notices are on their way
     * @param refusals what the emulator has refused lately
     */
    public Devices(
            Account account, IntSupplier port, BiPredicate<String, Boolean> told, Supplier<List<String>> refusals) {
        this.account = account;
        this.port = port;
        this.told = told;
        this.refusals = refusals;
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

    boolean isTold(String clientId, boolean online) {
        return told.test(clientId, online);
    }

    /** What was refused lately, with the reasons. */
    List<String> refusals() {
        return refusals.get();
    }

    void hold(EmulatedDevice device) {
        connected.add(device);
    }

    void release(EmulatedDevice device) {
        connected.remove(device);
    }
}
