package com.alibaba.mqtt.server.cli.settings;

import com.alibaba.mqtt.server.cli.run.Surroundings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where the service is and who we are. */
public final class ConnectionOptions {
    @Option(
            names = "--endpoint",
            paramLabel = "HOST",
            description = "The API's host[:port], with http:// or https:// (MQTT_OPENAPI).")
    @Nullable
    String endpoint;

    @Option(
            names = "--region",
            paramLabel = "ID",
            description = "The instance's region, instead of the endpoint (MQTT_REGION).")
    @Nullable
    String region;

    @Option(names = "--instance-id", paramLabel = "ID", description = "The instance (MQTT_INSTANCE_ID).")
    @Nullable
    String instanceId;

    @Option(names = "--domain", paramLabel = "HOST", description = "The host for notices and messages (MQTT_DOMAIN).")
    @Nullable
    String domain;

    @Option(names = "--port", paramLabel = "PORT", description = "Its port (MQTT_PORT). Default: 5672, with TLS 5671")
    @Nullable
    String port;

    @Option(names = "--tls", description = "Reach it by TLS (MQTT_TLS=true).")
    boolean tls;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "The profile of ~/.aliyun/config.json (ALIBABA_CLOUD_PROFILE).")
    @Nullable
    String profile;

    @Option(
            names = "--access-key",
            paramLabel = "ID",
            description = "The AccessKey ID, with --secret-key-file (MQTT_AK_ENV).")
    @Nullable
    String accessKey;

    @Option(
            names = "--secret-key-file",
            paramLabel = "FILE",
            description = "Holds the secret of --access-key; - is the standard input.")
    @Nullable
    Path secretKeyFile;

    /** For picocli. */
    public ConnectionOptions() {}

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
        return switch (setting) {
            case ENDPOINT -> endpoint;
            case REGION -> region;
            case INSTANCE_ID -> instanceId;
            case DOMAIN -> domain;
            case PORT -> port;
            case TLS -> tls ? "true" : null;
            case PROFILE -> profile;
            case ACCESS_KEY -> accessKey;
        };
    }
}
