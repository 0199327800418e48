package com.alibaba.mqtt.server.config;

import com.alibaba.mqtt.server.auth.CredentialsProvider;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The configuration in variables of the environment. */
final class Environment {
    private static final String ACCESS_KEY = "MQTT_AK_ENV";
    private static final String SECRET_KEY = "MQTT_SK_ENV";
    private static final String DEFAULT_PORT = "5672";

    private final Function<String, @Nullable String> variables;

    private Environment(Function<String, @Nullable String> variables) {
        this.variables = variables;
    }

    static ChannelConfig read(Function<String, @Nullable String> variables) {
        return new Environment(variables).read();
    }

    private ChannelConfig read() {
        ChannelConfig config = new ChannelConfig();
        set("MQTT_DOMAIN", null, config::setDomain);
        set("MQTT_PORT", DEFAULT_PORT, text -> config.setPort(port(text)));
        set("MQTT_INSTANCE_ID", null, config::setInstanceId);
        if (value(ACCESS_KEY) == null && value(SECRET_KEY) == null) {
            config.setCredentialsProvider(CredentialsProvider.defaultChain());
        } else {
            set(ACCESS_KEY, null, config::setAccessKey);
            set(SECRET_KEY, null, config::setSecretKey);
        }
        return config;
    }

    private void set(String name, @Nullable String otherwise, Consumer<String> setter) {
        String value = value(name);
        if (value == null) {
            value = otherwise;
        }
        if (value == null) {
            throw new IllegalArgumentException("the environment variable " + name + " is not set");
        }
        try {
            setter.accept(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the environment variable " + name + ": " + e.getMessage(), e);
        }
    }

    private @Nullable String value(String name) {
        String value = variables.apply(name);
        return value == null || value.isBlank() ? null : value;
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            // no cause: it shows the text as it is
            throw new IllegalArgumentException("port is " + ForeignText.quoted(text) + "; allowed are 1 to 65535");
        }
    }
}
