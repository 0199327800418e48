package com.alibaba.mqtt.server.spring.boot;

import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import com.alibaba.mqtt.server.spring.MqttStatusConnectionDetails;
import com.alibaba.mqtt.server.spring.MqttStatusCustomizer;
import com.alibaba.mqtt.server.spring.MqttStatusInstance;
import com.alibaba.mqtt.server.spring.MqttStatusInstances;
import com.alibaba.mqtt.server.spring.MqttTemplate;
import com.alibaba.mqtt.server.spring.listener.AllConsumers;
import com.alibaba.mqtt.server.spring.listener.InstanceConsumers;
import com.alibaba.mqtt.server.spring.listener.Invocations;
import com.alibaba.mqtt.server.spring.listener.ListenerMethods;
import com.alibaba.mqtt.server.spring.listener.StartObserver;
import com.alibaba.mqtt.server.spring.settings.InstanceSettings;
import com.alibaba.mqtt.server.spring.settings.MqttStatusProperties;
import com.alibaba.mqtt.server.spring.settings.PresenceSettings;
import com.alibaba.mqtt.server.spring.settings.Stores;
import com.alibaba.mqtt.server.spring.settings.Surroundings;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/** Configures all that the properties {@code mqtt-status} say. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration",
            "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnProperty(name = "mqtt-status.enabled", matchIfMissing = true)
@EnableConfigurationProperties(MqttStatusProperties.class)
@Import({EmulatorConfiguration.class, RedisConfiguration.class})
public class MqttStatusAutoConfiguration {
    @Bean
    static ListenerMethods mqttStatusListenerMethods(ConfigurableListableBeanFactory beans) {
        return new ListenerMethods(beans);
    }

    @Bean
    static Invocations mqttStatusInvocations(
            BeanFactory beans, ListenerMethods methods, ObjectProvider<ObservationRegistry> observations) {
        return new Invocations(beans, methods.all(), observations);
    }

    /** Makes what the properties of an instance say. */
    @Bean
    ConfiguredInstances mqttStatusConfiguredInstances(
            MqttStatusProperties properties,
            ObjectProvider<MqttStatusConnectionDetails> details,
            ObjectProvider<MqttStatusCustomizer> customizers,
            Environment environment,
            Invocations invocations,
            ObjectProvider<Stores.RedisOpening> redis) {
        List<MqttStatusCustomizer> ordered = customizers.orderedStream().toList();
        Surroundings surroundings = Surroundings.of(environment);
        Function<PresenceSettings, @Nullable PresenceStore> stores =
                settings -> Stores.of(settings, environment, redis.getIfAvailable());
        ConfiguredInstances all = new ConfiguredInstances(invocations, stores);
        all.add(new InstanceSettings(
                MqttStatusInstances.DEFAULT, "mqtt-status", properties, details.getIfUnique(), ordered, surroundings));
        properties
                .getInstances()
                .forEach((name, each) -> all.add(new InstanceSettings(
                        name, "mqtt-status.instances." + name, each, null, ordered, surroundings)));
        return all;
    }

    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    @Conditional(OnQueries.class)
    @Lazy
    StatusQueryClient mqttStatusQueryClient(ConfiguredInstances configured) {
        return configured.byDefault().query();
    }

    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    @Lazy
    PresenceTracker mqttStatusPresenceTracker(
            ConfiguredInstances configured, ObjectProvider<StatusQueryClient> client) {
        return configured.byDefault().presence(client.getIfAvailable());
    }

    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    @Lazy
    MqttTemplate mqttStatusTemplate(ConfiguredInstances configured) {
        return configured.byDefault().template();
    }

    @Bean
    @ConditionalOnMissingBean
    MqttStatusInstances mqttStatusInstances(
            ConfiguredInstances configured,
            ObjectProvider<StatusQueryClient> queries,
            ObjectProvider<PresenceTracker> trackers,
            ObjectProvider<MqttTemplate> templates) {
        return configured.with(new BeanInstance(queries, trackers, templates));
    }

    /** The consumers of all instances, in the order of their names. */
    @Bean
    AllConsumers mqttStatusConsumers(
            ConfiguredInstances configured, MqttStatusInstances instances, Invocations invocations) {
        return new AllConsumers(configured.settings().stream()
                .map(settings -> {
                    MqttStatusInstance instance = instances.get(settings.name());
                    return new InstanceConsumers(settings, invocations, instance::presence);
                })
                .toList());
    }

    @Bean
    Lifecycle mqttStatusLifecycle(
            AllConsumers consumers,
            MqttStatusProperties properties,
            ObjectProvider<StartObserver> observers,
            ListenerMethods methods,
            Environment environment) {
        return new Lifecycle(
                consumers.all(),
                properties.getStart(),
                observers,
                Surroundings.of(environment).shutdownPhase(),
                methods::requireAll);
    }
}
