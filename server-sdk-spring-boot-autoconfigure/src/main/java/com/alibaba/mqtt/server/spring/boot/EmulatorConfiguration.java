package com.alibaba.mqtt.server.spring.boot;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.CredentialsProvider;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.EmulatorBuilder;
import com.alibaba.mqtt.server.spring.MqttStatusConnectionDetails;
import com.alibaba.mqtt.server.spring.listener.Invocations;
import com.alibaba.mqtt.server.spring.listener.ListenerMethod;
import com.alibaba.mqtt.server.spring.settings.EmulatorProperties;
import com.alibaba.mqtt.server.spring.settings.MqttStatusProperties;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The emulator in the application: all groups and topics that the application names are there, and it is used. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(Emulator.class)
@ConditionalOnProperty("mqtt-status.emulator.enabled")
class EmulatorConfiguration {
    @Bean
    @ConditionalOnMissingBean
    Emulator mqttStatusEmulator(MqttStatusProperties properties, Invocations invocations) throws IOException {
        EmulatorProperties from = properties.getEmulator();
        Set<String> groups = new LinkedHashSet<>(from.getGroups());
        groups.addAll(properties.getPresence().getGroups());
        Set<String> topics = new LinkedHashSet<>(from.getTopics());
        for (ListenerMethod each : invocations.methods()) {
            (each.kind() == ListenerMethod.Kind.MESSAGE ? topics : groups).add(each.source());
        }
        EmulatorBuilder builder = Emulator.builder().mqttPort(from.getMqttPort());
        groups.forEach(builder::group);
        topics.forEach(builder::topic);
        return builder.start();
    }

    @Bean
    @ConditionalOnMissingBean
    MqttStatusConnectionDetails mqttStatusEmulatorDetails(Emulator emulator) {
        return new Details(emulator);
    }

    private record Details(Emulator emulator) implements MqttStatusConnectionDetails {
        @Override
        public String domain() {
            return emulator.host();
        }

        @Override
        public int port() {
            return emulator.amqpPort();
        }

        @Override
        public String instanceId() {
            return emulator.instanceId();
        }

        @Override
        public String endpoint() {
            return "http://" + emulator.host() + ":" + emulator.openApiPort();
        }

        @Override
        public CredentialsProvider credentials() {
            Credentials constant = Credentials.of(emulator.accessKey(), emulator.secretKey());
            return () -> constant;
        }
    }
}
