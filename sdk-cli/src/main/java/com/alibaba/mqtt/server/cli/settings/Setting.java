package com.alibaba.mqtt.server.cli.settings;

import java.util.List;

/** What can be set, and where: by its flag, then by the first of its variables. */
public enum Setting {
    /** The API's host. */
    ENDPOINT("endpoint", "--endpoint", "MQTT_OPENAPI"),
    /** The region of the instance. */
    REGION("region", "--region", "MQTT_REGION", "ALIBABA_CLOUD_REGION_ID"),
    /** From where the region's hosts are reached: {@code public} or {@code vpc}. */
    NETWORK("network", "--network", "MQTT_NETWORK"),
    /** The instance. */
    INSTANCE_ID("instance id", "--instance-id", "MQTT_INSTANCE_ID"),
    /** The host for notices. */
    DOMAIN("domain", "--domain", "MQTT_DOMAIN"),
    /** Its port. */
    PORT("port", "--port", "MQTT_PORT"),
    /** Whether it is reached by TLS. */
    TLS("TLS", "--tls", "MQTT_TLS"),
    /** The certificates to trust instead of Java's, in PEM. */
    CA("trusted certificates", "--ca", "MQTT_CA"),
    /** The profile of the aliyun command line. */
    PROFILE("profile", "--profile", "ALIBABA_CLOUD_PROFILE"),
    /** The AccessKey ID. */
    ACCESS_KEY("access key", "--access-key", "MQTT_AK_ENV");

    private final String title;
    private final String flag;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is
    private final List<String> variables;

    Setting(String title, String flag, String... variables) {
        this.title = title;
        this.flag = flag;
        this.variables = List.of(variables);
    }

    /** Returns what it is called. */
    public String title() {
        return title;
    }

    /** Returns its option on the command line. */
    public String flag() {
        return flag;
    }

    /** Returns its variables of the environment; the first one that is set counts. */
    public List<String> variables() {
        return variables;
    }
}
