package com.alibaba.mqtt.server.cli.settings;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.CredentialsProvider;
import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks for each setting: flag, environment, profile, default. A file is read only for what is not found before. */
final class Resolver {
    private static final String PUBLIC_HOST = "-server-internet.mqtt.aliyuncs.com";
    private static final String VPC_HOST = "-server-internal.mqtt.aliyuncs.com";

    private final ConnectionOptions options;
    private final Surroundings around;
    private final Map<Setting, Found> found = new EnumMap<>(Setting.class);
    private @Nullable AliyunProfile profile;
    private boolean profileRead;

    Resolver(ConnectionOptions options, Surroundings around) {
        this.options = options;
        this.around = around;
    }

    Settings resolve() {
        for (Setting setting : Setting.values()) {
            Found value = look(setting);
            if (value != null) {
                found.put(setting, value);
            }
        }
        // for who has said by --profile whom to be, the environment's key pair is somebody else's
        Keys keys = keys();
        if (!found.containsKey(Setting.ENDPOINT) && !found.containsKey(Setting.REGION)) {
            AliyunProfile own = profile();
            if (own != null && own.region() != null) {
                found.put(Setting.REGION, new Found(own.region(), Origin.PROFILE, place(own)));
            }
        }
        oneOf(Setting.ENDPOINT, Setting.REGION);
        defaults();
        return new Settings(found, keys);
    }

    private @Nullable Found look(Setting setting) {
        String flag = options.flag(setting);
        if (flag != null && !flag.isBlank()) {
            return new Found(flag, Origin.FLAG, "option " + setting.flag());
        }
        for (String name : setting.variables()) {
            String value = around.variable(name);
            if (value != null) {
                return new Found(value, Origin.ENVIRONMENT, "variable " + name);
            }
        }
        return null;
    }

    /** The one that is closer to the command line wins; if they are equal, the first. */
    private void oneOf(Setting first, Setting second) {
        Found one = found.get(first);
        Found other = found.get(second);
        if (one != null && other != null) {
            found.remove(one.origin().compareTo(other.origin()) <= 0 ? second : first);
        }
    }

    private void defaults() {
        Found instance = found.get(Setting.INSTANCE_ID);
        if (instance != null) {
            found.putIfAbsent(
                    Setting.DOMAIN,
                    new Found(
                            instance.value() + (Settings.isVpc(found.get(Setting.NETWORK)) ? VPC_HOST : PUBLIC_HOST),
                            Origin.DEFAULT,
                            "made of the instance id"));
        }
        Found tls = found.computeIfAbsent(Setting.TLS, none -> new Found("false", Origin.DEFAULT, "default"));
        found.putIfAbsent(
                Setting.PORT, new Found(tls.value().equals("true") ? "5671" : "5672", Origin.DEFAULT, "default"));
    }

    private Keys keys() {
        Path secretFile = options.secretKeyFile();
        if (secretFile != null) {
            Found id = found.get(Setting.ACCESS_KEY);
            if (id == null) {
                throw CliException.usage("--secret-key-file needs --access-key or MQTT_AK_ENV");
            }
            return pair(
                    id.value(),
                    SecretFile.read(secretFile, around.in()),
                    "option --secret-key-file, its id: " + id.place());
        }
        String accessKey = options.flag(Setting.ACCESS_KEY);
        if (accessKey != null) {
            String secret = around.variable("MQTT_SK_ENV");
            if (secret == null) {
                throw CliException.configuration("--access-key needs --secret-key-file or MQTT_SK_ENV");
            }
            return pair(accessKey, secret, "option --access-key, variable MQTT_SK_ENV");
        }
        Keys keys = null;
        if (options.flag(Setting.PROFILE) == null) {
            keys = inEnvironment("MQTT_AK_ENV", "MQTT_SK_ENV", null);
            keys = keys != null
                    ? keys
                    : inEnvironment(
                            "ALIBABA_CLOUD_ACCESS_KEY_ID",
                            "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
                            "ALIBABA_CLOUD_SECURITY_TOKEN");
        }
        return keys != null ? keys : inFiles();
    }

    private @Nullable Keys inEnvironment(String id, String secret, @Nullable String token) {
        String idValue = around.variable(id);
        String secretValue = around.variable(secret);
        if (idValue == null || secretValue == null) {
            return null;
        }
        String tokenValue = token == null ? null : around.variable(token);
        if (tokenValue == null) {
            return pair(idValue, secretValue, "variables " + id + " and " + secret);
        }
        return keys(
                checked(() -> Credentials.of(idValue, secretValue, tokenValue), "variable " + id),
                "variables " + id + ", " + secret + " and " + token);
    }

    private Keys inFiles() {
        AliyunProfile own = profile();
        if (own != null && own.keys() != null) {
            return keys(own.keys(), place(own));
        }
        String asked = options.flag(Setting.PROFILE);
        if (asked != null) {
            throw CliException.configuration("profile " + ForeignText.quoted(asked) + " is not in "
                    + ForeignText.visible(file().toString())
                    + (own == null ? "" : " with a key pair (mode AK or StsToken)"));
        }
        CredentialsProvider chain = CredentialsProvider.defaultChain();
        try {
            Credentials keys = chain.credentials();
            return new Keys(
                    chain,
                    keys.accessKeyId(),
                    keys.securityToken() != null,
                    "the default chain: ~/.alibabacloud/credentials");
        } catch (ServerException e) {
            // who needs a key pair learns why there is none
            return new Keys(chain, null, false, "not found");
        }
    }

    private static Keys pair(String id, String secret, String place) {
        return keys(checked(() -> Credentials.of(id, secret), place), place);
    }

    private static Keys keys(Credentials keys, String place) {
        return new Keys(() -> keys, keys.accessKeyId(), keys.securityToken() != null, place);
    }

    private interface Making {
        Credentials keys();
    }

    private static Credentials checked(Making making, String place) {
        try {
            return making.keys();
        } catch (IllegalArgumentException e) {
            throw CliException.configuration(place + ": " + e.getMessage());
        }
    }

    private @Nullable AliyunProfile profile() {
        if (!profileRead && !"true".equalsIgnoreCase(around.variable("ALIBABA_CLOUD_CLI_PROFILE_DISABLED"))) {
            Found wanted = found.get(Setting.PROFILE);
            profile = AliyunProfile.read(file(), wanted == null ? null : wanted.value());
        }
        profileRead = true;
        return profile;
    }

    private Path file() {
        return around.home().resolve(".aliyun").resolve("config.json");
    }

    private static String place(AliyunProfile profile) {
        return "profile " + ForeignText.quoted(profile.name()) + " of ~/.aliyun/config.json";
    }
}
