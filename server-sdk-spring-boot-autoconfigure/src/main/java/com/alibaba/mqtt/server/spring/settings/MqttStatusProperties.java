package com.alibaba.mqtt.server.spring.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/** All properties. Those of one instance are those of the instance {@code default}. */
@ConfigurationProperties("mqtt-status")
public class MqttStatusProperties extends InstanceProperties {
    /** Whether any of this is configured. */
    private boolean enabled = true;

    /** Whether the application starts without the service. */
    private Start start = Start.EAGER;

    /** Whether the endpoint mqttstatus asks and disconnects, too. */
    private boolean endpointWrites = false;

    /** More instances, by name. */
    private final Map<String, InstanceProperties> instances = new LinkedHashMap<>();

    /** The emulator in the application. */
    @NestedConfigurationProperty
    private final EmulatorProperties emulator = new EmulatorProperties();

    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    public Start getStart() {
        return start;
    }

    public void setStart(Start start) {
        this.start = start;
    }

    public boolean isEndpointWrites() {
        return endpointWrites;
    }

    public void setEndpointWrites(boolean endpointWrites) {
        this.endpointWrites = endpointWrites;
    }

    public Map<String, InstanceProperties> getInstances() {
        return instances;
    }

    public EmulatorProperties getEmulator() {
        return emulator;
    }

    /** What happens when the service cannot be reached as the application starts. */
    public enum Start {
        /** The application does not start. */
        EAGER,
        /** It starts, and tries again until it is stopped. */
        RETRY
    }
}
