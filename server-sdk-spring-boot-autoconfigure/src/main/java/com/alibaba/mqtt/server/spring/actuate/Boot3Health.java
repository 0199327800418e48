package com.alibaba.mqtt.server.spring.actuate;

import com.alibaba.mqtt.server.spring.MqttStatusInstances;
import com.alibaba.mqtt.server.spring.listener.AllConsumers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.actuate.health.CompositeHealthContributor;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The health where Spring Boot 3 has it. Internal. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnProperty(name = "management.health.mqttstatus.enabled", matchIfMissing = true)
public class Boot3Health {
    @Bean
    CompositeHealthContributor mqttStatusHealthContributor(AllConsumers consumers, MqttStatusInstances instances) {
        Map<String, HealthIndicator> all = new LinkedHashMap<>();
        HealthDetails.all(consumers, instances).forEach((name, details) -> all.put(name, () -> health(details)));
        return CompositeHealthContributor.fromMap(all);
    }

    private static Health health(Supplier<HealthDetails> source) {
        HealthDetails details = source.get();
        return (details.up() ? Health.up() : Health.down())
                .withDetails(details.details())
                .build();
    }
}
