package dev.mqttstatus.integration.contract;

import com.alibaba.mqtt.server.model.StringPair;

/** What a device publishes, with MQTT 5 properties. */
record DeviceMessage(
        String firstTopic,
        String secondTopic,
        String clientId,
        String contentType,
        StringPair userProperty,
        String payload) {}
