package com.alibaba.mqtt.server.emulator.mqtt;

import com.alibaba.mqtt.server.emulator.instance.Account;
import com.alibaba.mqtt.server.emulator.instance.ClientId;
import com.alibaba.mqtt.server.emulator.instance.DeviceCredentials.Credential;
import com.alibaba.mqtt.server.emulator.instance.Hmac;
import com.alibaba.mqtt.server.emulator.instance.Token;
import com.alibaba.mqtt.server.emulator.instance.TokenList;
import com.alibaba.mqtt.server.emulator.instance.Tokens.Flaw;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks the login of an MQTT client. The user is {@code <mode>|<access key>|<instance>}, the password depends on the mode:
 * with Signature it is the HMAC-SHA1 of the client id, with DeviceCredential the same with the key of the device, with Token a
 * list of tokens.
 */
final class DeviceLogin {
    private final Account account;
    private final Clock clock;

    DeviceLogin(Account account, Clock clock) {
        this.account = account;
        this.clock = clock;
    }

    /** Says why the login is refused; empty when it is accepted. Never names a secret, a signature or a token. */
    Optional<String> refusal(@Nullable String clientId, @Nullable String user, @Nullable String password) {
        Optional<ClientId> id = ClientId.parse(clientId);
        if (id.isEmpty()) {
            return Optional.of("the client id is not of the form GID_<group>@@@<device> with at most 64 characters");
        }
        if (!account.groups().contains(id.get().group())) {
            return Optional.of("the group " + id.get().group() + " does not exist; known: "
                    + String.join(", ", account.groups().stream().limit(10).toList()));
        }
        if (user == null || password == null) {
            return Optional.of("user or password is missing");
        }
        String[] parts = user.split("\\|", -1);
        if (parts.length != 3) {
            return Optional.of("the user is not of the form <mode>|<access key>|<instance>");
        }
        if (!parts[2].equals(account.instanceId())) {
            return Optional.of("the instance " + parts[2] + " is unknown; this one is " + account.instanceId());
        }
        return switch (parts[0]) {
            case "Signature" -> accessKey(parts[1]).or(() -> signature(account.secretKey(), clientId, password));
            case "Token" -> accessKey(parts[1]).or(() -> tokens(password));
            case "DeviceCredential" -> device(parts[1], id.get().toString(), password);
            default -> Optional.of("the mode of the user is not Signature, Token or DeviceCredential");
        };
    }

    private Optional<String> accessKey(String given) {
        return given.equals(account.accessKey()) ? Optional.empty() : Optional.of("the access key is unknown");
    }

    private static Optional<String> signature(String secret, @Nullable String clientId, String password) {
        return Hmac.same(Hmac.SHA1.base64(secret, String.valueOf(clientId)), password)
                ? Optional.empty()
                : Optional.of("the password is not the signature of the client id");
    }

    private Optional<String> device(String keyId, String clientId, String password) {
        Optional<Credential> credential = account.deviceCredentials().of(clientId);
        if (credential.isEmpty()) {
            return Optional.of("no device credential was registered for the client id");
        }
        return credential.get().keyId().equals(keyId)
                ? signature(credential.get().secret(), clientId, password)
                : Optional.of("the access key is not the present one of the device");
    }

    private Optional<String> tokens(String password) {
        Optional<Map<String, String>> given = TokenList.parse(password);
        if (given.isEmpty()) {
            return Optional.of("the password is not of the form <type>|<token>, with types R, W and RW");
        }
        for (Map.Entry<String, String> one : given.get().entrySet()) {
            Flaw flaw = account.tokens().flaw(one.getValue(), clock.millis());
            Token token = account.tokens().find(one.getValue());
            if (flaw != null) {
                return Optional.of(flaw.text() + " (type " + one.getKey() + ")");
            }
            if (token != null && !token.type().equals(one.getKey())) {
                return Optional.of("the token of type " + one.getKey() + " is one of type " + token.type());
            }
        }
        return Optional.empty();
    }
}
