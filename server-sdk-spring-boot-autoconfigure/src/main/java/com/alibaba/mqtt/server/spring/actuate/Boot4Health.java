package com.alibaba.mqtt.server.spring.actuate;

import com.alibaba.mqtt.server.spring.MqttStatusInstances;
import com.alibaba.mqtt.server.spring.listener.AllConsumers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The health where Spring Boot 4 has it. Internal. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnMissingClass("org.springframework.boot.actuate.health.HealthIndicator")
@ConditionalOnProperty(name = "management.health.mqttstatus.enabled", matchIfMissing = true)
public class Boot4Health {
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
