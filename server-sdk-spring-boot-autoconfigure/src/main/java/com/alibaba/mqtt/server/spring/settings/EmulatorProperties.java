package com.alibaba.mqtt.server.spring.settings;

import java.util.List;

/** The emulator in the application, for development and tests. */
public class EmulatorProperties {
    /** Whether the emulator starts with the application, which then uses it instead of the service. */
    private boolean enabled = false;

    /** Groups that it has, besides those of the listeners and of the presence. */
    private List<String> groups = List.of();

    /** Topics that it has, besides those of the listeners. */
    private List<String> topics = List.of();

    /** Port for devices; 0 is a free one. */
    private int mqttPort = 0;

    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    public List<String> getGroups() {
        return groups;
    }

    public void setGroups(List<String> groups) {
        this.groups = groups;
    }

    public List<String> getTopics() {
        return topics;
    }

    public void setTopics(List<String> topics) {
        this.topics = topics;
    }

    public int getMqttPort() {
        return mqttPort;
    }

    public void setMqttPort(int mqttPort) {
        this.mqttPort = mqttPort;
    }
}
