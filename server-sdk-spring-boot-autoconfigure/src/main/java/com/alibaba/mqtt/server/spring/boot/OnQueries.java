package com.alibaba.mqtt.server.spring.boot;

import com.alibaba.mqtt.server.spring.MqttStatusConnectionDetails;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/** Whether it is known where queries go. */
final class OnQueries extends AnyNestedCondition {
    OnQueries() {
        super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnProperty("mqtt-status.query.region")
    static final class Region {}

    @ConditionalOnProperty("mqtt-status.query.endpoint")
    static final class Address {}

    @ConditionalOnBean(MqttStatusConnectionDetails.class)
    static final class Details {}
}
