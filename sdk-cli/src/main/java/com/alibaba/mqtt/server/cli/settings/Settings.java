package com.alibaba.mqtt.server.cli.settings;

import com.alibaba.mqtt.server.auth.CredentialsProvider;
import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All settings of one command, and where each was found. No method shows a secret. */
public final class Settings {
    private static final int SHOWN_OF_ID = 4;

    private final Map<Setting, Found> found;
    private final Keys keys;

    Settings(Map<Setting, Found> found, Keys keys) {
        this.found = new EnumMap<>(found);
        this.keys = keys;
    }

    /** Returns a setting; null if it is nowhere. */
    public @Nullable Found find(Setting setting) {
        return found.get(setting);
    }

    /**
     * Returns the value of a setting that must be there.
     *
     * @throws CliException that names all places to set it
     */
    public String required(Setting setting) {
        Found value = found.get(setting);
        if (value == null) {
            throw CliException.configuration(setting.title() + " is not set: use " + setting.flag()
                    + " or the variable " + String.join(" or ", setting.variables()));
        }
        return value.value();
    }

    /**
     * Returns whether the hosts for VPCs are meant, and not the public ones.
     *
     * @throws CliException if neither are
     */
    public boolean isVpc() {
        return isVpc(found.get(Setting.NETWORK));
    }

    static boolean isVpc(@Nullable Found network) {
        String value = network == null ? "public" : network.value().strip();
        if (value.equalsIgnoreCase("vpc")) {
            return true;
        }
        if (!value.equalsIgnoreCase("public")) {
            throw CliException.configuration(
                    "network is " + ForeignText.quoted(value) + "; allowed are public and vpc");
        }
        return false;
    }

    /**
     * Returns the file of certificates to trust; null for those that Java trusts.
     *
     * @throws CliException if it can be no file
     */
    public @Nullable Path ca() {
        Found file = found.get(Setting.CA);
        try {
            return file == null ? null : Path.of(file.value());
        } catch (InvalidPathException e) {
            throw CliException.configuration(
                    "trusted certificates are in no file that can be: " + ForeignText.quoted(file.value()));
        }
    }

    /** Returns what gives the key pair. */
    public CredentialsProvider credentials() {
        return keys.provider();
    }

    /** Returns whether a key pair was found. */
    public boolean hasKeys() {
        return keys.accessKeyId() != null;
    }

    /** Returns whether the API can be asked: where it is, whom about, and who we are. */
    public boolean hasApi() {
        return hasKeys()
                && found.containsKey(Setting.INSTANCE_ID)
                && (found.containsKey(Setting.ENDPOINT) || found.containsKey(Setting.REGION));
    }

    /**
     * Returns the configuration for notices and messages.
     *
     * @throws CliException if a setting is missing or not allowed
     */
    public ChannelConfig channel() {
        ChannelConfig config = new ChannelConfig();
        String instance = required(Setting.INSTANCE_ID);
        try {
            config.setInstanceId(instance);
            config.setDomain(required(Setting.DOMAIN));
            config.setTls(required(Setting.TLS).equals("true"));
            int port = port();
            config.setPort(port);
            config.setTlsPort(port);
            Path ca = ca();
            config.setTrustStore(ca == null ? null : ca.toString());
        } catch (IllegalArgumentException e) {
            throw CliException.configuration(String.valueOf(e.getMessage()));
        }
        config.setCredentialsProvider(keys.provider());
        return config;
    }

    private int port() {
        String text = required(Setting.PORT);
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw CliException.configuration("port is " + ForeignText.quoted(text) + "; allowed are 1 to 65535");
        }
    }

    /** Returns each setting's title with its value and its place in words; the key's id shortened, its secret not at all. */
    public Map<String, String> explained() {
        Map<String, String> all = new LinkedHashMap<>();
        for (Setting setting : Setting.values()) {
            Found value = found.get(setting);
            if (setting == Setting.ACCESS_KEY) {
                all.put(setting.title(), explainedKeys());
            } else if (value != null) {
                all.put(setting.title(), ForeignText.visible(value.value()) + "  (" + value.place() + ")");
            }
        }
        return all;
    }

    private String explainedKeys() {
        String id = keys.accessKeyId();
        if (id == null) {
            return "none found";
        }
        String shown = id.length() <= 2 * SHOWN_OF_ID
                ? "****"
                : id.substring(0, SHOWN_OF_ID) + "****" + id.substring(id.length() - SHOWN_OF_ID);
        return ForeignText.visible(shown) + (keys.temporary() ? " with STS token" : "") + "  (" + keys.place() + ")";
    }
}
