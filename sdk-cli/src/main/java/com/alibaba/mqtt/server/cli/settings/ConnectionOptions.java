package com.alibaba.mqtt.server.cli.settings;

import com.alibaba.mqtt.server.cli.run.Flags;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options that say where the service is and who we are. */
public final class ConnectionOptions {
    private final Map<Setting, OptionSpec> options = new EnumMap<>(Setting.class);
    private final OptionSpec tls = Flags.flag("Reach it by TLS (MQTT_TLS=true).", Setting.TLS.flag());
    private final OptionSpec secretKeyFile = Flags.option(
            Path.class, "FILE", "Holds the secret of --access-key; - is the standard input.", "--secret-key-file");

    /** Creates them for one command. */
    public ConnectionOptions(CommandSpec spec) {
        add(Setting.ENDPOINT, "HOST", "The API's host[:port], with http:// or https:// (MQTT_OPENAPI).");
        add(Setting.REGION, "ID", "The instance's region, instead of the endpoint (MQTT_REGION).");
        add(
                Setting.NETWORK,
                "NETWORK",
                "public, or vpc from inside a VPC: which hosts of the region (MQTT_NETWORK). Default: public");
        add(Setting.INSTANCE_ID, "ID", "The instance (MQTT_INSTANCE_ID).");
        add(Setting.DOMAIN, "HOST", "The host for notices and messages (MQTT_DOMAIN).");
        add(Setting.PORT, "PORT", "Its port (MQTT_PORT). Default: 5672, with TLS 5671");
        add(
                Setting.CA,
                "FILE",
                "Trust these certificates, in PEM, and those signed by them, instead of those that Java trusts (MQTT_CA).");
        add(Setting.PROFILE, "NAME", "The profile of ~/.aliyun/config.json (ALIBABA_CLOUD_PROFILE).");
        add(Setting.ACCESS_KEY, "ID", "The AccessKey ID, with --secret-key-file (MQTT_AK_ENV).");
        // no method reference: classes as old as picocli's that one leads to cannot be archived for a faster start
        for (OptionSpec option : options.values()) {
            spec.addOption(option);
        }
        spec.addOption(tls).addOption(secretKeyFile);
    }

    private void add(Setting setting, String label, String description) {
        options.put(setting, Flags.option(String.class, label, description, setting.flag()));
    }

    /**
     * Finds all settings. Reads the environment, and files only for what it does not have; asks no server.
     *
     * @throws com.alibaba.mqtt.server.cli.run.CliException if a file cannot be read
     */
    public Settings resolve(Surroundings around) {
        return new Resolver(this, around).resolve();
    }

    @Nullable
    String flag(Setting setting) {
        if (setting == Setting.TLS) {
            return Flags.is(tls) ? "true" : null;
        }
        OptionSpec option = options.get(setting);
        return option == null ? null : option.getValue();
    }

    @Nullable
    Path secretKeyFile() {
        return secretKeyFile.getValue();
    }
}
