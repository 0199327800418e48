package com.alibaba.mqtt.server.spring.boot;

import com.alibaba.mqtt.server.spring.MqttStatusInstances;
import com.alibaba.mqtt.server.spring.actuate.Boot3Health;
import com.alibaba.mqtt.server.spring.actuate.Boot4Health;
import com.alibaba.mqtt.server.spring.actuate.InstanceMeters;
import com.alibaba.mqtt.server.spring.actuate.MqttStatusEndpoint;
import com.alibaba.mqtt.server.spring.actuate.WritableMqttStatusEndpoint;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Configures health, meters and the endpoint, where the application has them. */
@AutoConfiguration(after = MqttStatusAutoConfiguration.class)
@ConditionalOnBean(MqttStatusInstances.class)
@Import({Boot3Health.class, Boot4Health.class})
public class MqttStatusActuatorAutoConfiguration {
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    @ConditionalOnBean(MeterRegistry.class)
    static class Meters {
        @Bean
        InstanceMeters mqttStatusMeters(MeterRegistry registry, MqttStatusInstances instances) {
            return new InstanceMeters(registry, instances);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
    static class Endpoints {
        @Bean
        @ConditionalOnMissingBean(MqttStatusEndpoint.class)
        @ConditionalOnProperty("mqtt-status.endpoint-writes")
        @ConditionalOnAvailableEndpoint
        WritableMqttStatusEndpoint mqttStatusWritableEndpoint(MqttStatusInstances instances) {
            return new WritableMqttStatusEndpoint(instances);
        }

        @Bean
        @ConditionalOnMissingBean(MqttStatusEndpoint.class)
        @ConditionalOnAvailableEndpoint
        MqttStatusEndpoint mqttStatusEndpoint(MqttStatusInstances instances) {
            return new MqttStatusEndpoint(instances);
        }
    }
}
