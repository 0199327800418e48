package com.alibaba.mqtt.server.emulator.device;

import com.alibaba.mqtt.server.emulator.instance.Account;
import com.alibaba.mqtt.server.emulator.instance.Hmac;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

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
        return new EmulatedDevice(
                new Target(
                        port,
                        "Signature|" + account.accessKey() + "|" + account.instanceId(),
                        () -> Hmac.SHA1.base64(account.secretKey(), clientId),
                        () -> online.test(clientId),
                        connected),
                clientId);
    }

    /** Holds none any more. */
    public void clear() {
        connected.clear();
    }

    /**
     * Where one device connects to.
     *
     * @param port for MQTT, asked at each connect
     * @param user the user name of the login
     * @param password the password of the moment
     * @param online whether the emulator counts the client as connected
     * @param connected who is in it stays connected though a test forgets it
     */
    record Target(
            IntSupplier port,
            String user,
            Supplier<String> password,
            BooleanSupplier online,
            Set<EmulatedDevice> connected) {}
}
