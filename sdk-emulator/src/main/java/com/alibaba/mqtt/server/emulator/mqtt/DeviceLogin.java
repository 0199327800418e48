package com.alibaba.mqtt.server.emulator.mqtt;

import com.alibaba.mqtt.server.emulator.instance.Account;
import com.alibaba.mqtt.server.emulator.instance.ClientId;
import com.alibaba.mqtt.server.emulator.instance.Hmac;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks the login of an MQTT client in Signature mode: user {@code Signature|<access key>|<instance>}, password the
 * HMAC-SHA1 of the client id.
 */
final class DeviceLogin {
    private final Account account;

    DeviceLogin(Account account) {
        this.account = account;
    }

    /** Says why the login is refused; empty when it is accepted. Never names a secret or a signature. */
    Optional<String> refusal(@Nullable String clientId, @Nullable String user, @Nullable String password) {
        Optional<ClientId> id = ClientId.parse(clientId);
        if (id.isEmpty()) {
            return Optional.of("the client id is not of the form GID_<group>@@@<device> with at most 64 characters");
        }
        if (!account.groups().contains(id.get().group())) {
            return Optional.of("the group " + id.get().group() + " does not exist");
        }
        if (user == null || password == null) {
            return Optional.of("user or password is missing");
        }
        String[] parts = user.split("\\|", -1);
        if (parts.length != 3 || !parts[0].equals("Signature")) {
            return Optional.of("the user is not of the form Signature|<access key>|<instance>");
        }
        if (!parts[1].equals(account.accessKey())) {
            return Optional.of("the access key is unknown");
        }
        if (!parts[2].equals(account.instanceId())) {
            return Optional.of("the instance " + parts[2] + " is unknown");
        }
        if (!Hmac.same(Hmac.SHA1.base64(account.secretKey(), id.get().toString()), password)) {
            return Optional.of("the password is not the signature of the client id");
        }
        return Optional.empty();
    }
}
