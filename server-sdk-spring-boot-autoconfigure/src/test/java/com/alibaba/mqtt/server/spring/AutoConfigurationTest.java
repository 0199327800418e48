package com.alibaba.mqtt.server.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.presence.PresenceTrackerBuilder;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import com.alibaba.mqtt.server.spring.boot.MqttStatusActuatorAutoConfiguration;
import com.alibaba.mqtt.server.spring.boot.MqttStatusAutoConfiguration;
import com.alibaba.mqtt.server.spring.settings.PropertyException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is configured, and how wrong settings are said; nothing is connected. */
class AutoConfigurationTest {
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    MqttStatusAutoConfiguration.class, MqttStatusActuatorAutoConfiguration.class));

    private final ApplicationContextRunner set = runner.withPropertyValues(
            "mqtt-status.domain=127.0.0.1",
            "mqtt-status.port=1",
            "mqtt-status.instance-id=mqtt-cn-1",
            "mqtt-status.access-key=key",
            "mqtt-status.secret-key=a-secret-that-nobody-sees",
            "mqtt-status.query.endpoint=http://127.0.0.1:1");

    @Test
    void withoutSettingsAndListenersAnApplicationStarts() {
        runner.run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(StatusQueryClient.class);
            assertThat(context.getBean(MqttStatusInstances.class).all()).hasSize(1);
        });
        runner.withPropertyValues("mqtt-status.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(MqttStatusInstances.class));
    }

    @Test
    void partsAreBeansAndTheApplicationsOwnTakeTheirPlace() {
        set.run(context -> {
            assertThat(context).hasSingleBean(StatusQueryClient.class).hasSingleBean(PresenceTracker.class);
            assertThat(context).hasSingleBean(MqttTemplate.class);
            MqttStatusInstance instance =
                    context.getBean(MqttStatusInstances.class).get("");
            assertThat(instance.query()).isSameAs(context.getBean(StatusQueryClient.class));
            assertThat(instance.presence()).isSameAs(context.getBean(PresenceTracker.class));
        });
        set.withUserConfiguration(OwnTracker.class).run(context -> {
            assertThat(context).hasSingleBean(PresenceTracker.class).hasBean("own");
            assertThat(context.getBean(MqttStatusInstances.class).get("").presence())
                    .isSameAs(context.getBean("own"));
        });
    }

    @Test
    void instancesByNameHaveTheirOwnParts() {
        set.withPropertyValues(
                        "mqtt-status.instances.shop.domain=127.0.0.1",
                        "mqtt-status.instances.shop.instance-id=mqtt-cn-2",
                        "mqtt-status.instances.shop.query.region=cn-hangzhou")
                .run(context -> {
                    MqttStatusInstances all = context.getBean(MqttStatusInstances.class);
                    assertThat(all.get("shop").query().toString()).contains("mqtt-cn-2");
                    assertThat(all.get("shop").query()).isNotSameAs(all.get("").query());
                    assertThat(all.all()).extracting(MqttStatusInstance::name).containsExactly("default", "shop");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "mqtt-status.domain=, mqtt-status.domain",
        "mqtt-status.instance-id=, mqtt-status.instance-id",
        "mqtt-status.port=70000, mqtt-status.port",
        "mqtt-status.access-key=, mqtt-status.access-key",
        "mqtt-status.secret-key=, mqtt-status.secret-key",
        "mqtt-status.handshake-timeout=-1s, mqtt-status.handshake-timeout",
        "mqtt-status.connect-timeout=30d, mqtt-status.connect-timeout",
        "mqtt-status.consumer.max-unsettled=0, mqtt-status.consumer.max-unsettled",
        "mqtt-status.consumer.max-message-size=0B, mqtt-status.consumer.max-message-size",
        "mqtt-status.presence.grace-period=-1s, mqtt-status.presence.grace-period",
        "mqtt-status.presence.queries-per-second=1000, mqtt-status.presence.queries-per-second",
        "mqtt-status.query.share=2, mqtt-status.query.share",
        "mqtt-status.query.call-timeout=0s, mqtt-status.query.call-timeout",
        "mqtt-status.query.region=cn-hangzhou, mqtt-status.query"
    })
    void aWrongSettingIsSaidByTheNameOfItsProperty(String wrong, String property) {
        set.withPropertyValues(wrong, "mqtt-status.presence.groups=GID_abc").run(context -> {
            assertThat(context).hasFailed();
            Throwable root = context.getStartupFailure();
            while (root != null && !(root instanceof PropertyException)) {
                root = root.getCause();
            }
            assertThat(root).isInstanceOf(PropertyException.class);
            assertThat(((PropertyException) root).property()).isEqualTo(property);
            assertThat(context.getStartupFailure()).hasStackTraceContaining(property);
            assertThat(root.getMessage()).doesNotContain("a-secret-that-nobody-sees");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "presence.max-age=1h, mqtt-status.presence.max-age",
        "presence.confirm-offline=10s, mqtt-status.presence.confirm-offline",
        "presence.queries-per-second=0, mqtt-status.presence.queries-per-second",
        "presence.max-age=1s, mqtt-status.presence.max-age"
    })
    void whatNeedsQueriesIsRefusedWithoutThem(String set, String property) {
        this.set
                .withPropertyValues("mqtt-status.presence.queries=false", "mqtt-status." + set)
                .withPropertyValues("mqtt-status.presence.groups=GID_abc")
                .run(context ->
                        assertThat(context).getFailure().hasStackTraceContaining("the property " + property + ":"));
    }

    @Test
    void aCustomizersQueryIsAQuery() {
        set.withPropertyValues("mqtt-status.presence.queries=false", "mqtt-status.presence.max-age=1h")
                .withUserConfiguration(OwnQuery.class)
                .run(context ->
                        assertThat(context.getBean(PresenceTracker.class)).isNotNull());
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                NoParameter.class,
                TwoParameters.class,
                Concurrency.class,
                TooMuchConcurrency.class,
                NoConcurrency.class,
                EmptyGroup.class,
                EmptyTopic.class,
                TwoPayloads.class
            })
    void aWrongListenerIsSaidAtTheStart(Class<?> type) {
        set.withUserConfiguration(type)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("the listener " + type.getName() + ".wrong "));
    }

    @Test
    void aListenerThatIsSeenTooLateIsRefused() {
        set.withUserConfiguration(TooLate.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("the listener Late.on of the bean late is not to be seen"));
    }

    @Test
    void nothingButSpringIsNeeded() {
        set.withClassLoader(new FilteredClassLoader(
                        "io.micrometer.core",
                        "org.springframework.boot.actuate",
                        "org.springframework.boot.health",
                        "org.springframework.data",
                        "com.alibaba.mqtt.server.emulator",
                        "com.alibaba.mqtt.server.presence.redis"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(StatusQueryClient.class));
    }

    @Test
    void redisMustBeThereIfItIsWanted() {
        set.withPropertyValues("mqtt-status.presence.store=redis", "mqtt-status.presence.groups=GID_abc")
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("mqtt-status.presence.store"));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnTracker {
        @Bean
        PresenceTracker own() {
            return PresenceTracker.builder().build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnQuery {
        @Bean
        MqttStatusCustomizer query() {
            return new MqttStatusCustomizer() {
                @Override
                public void presence(String instance, PresenceTrackerBuilder builder) {
                    builder.liveQuery(clientId -> true, online -> online);
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class NoParameter {
        @MqttStatusListener(group = "GID_abc")
        void wrong() {}
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoParameters {
        @MqttStatusListener(group = "GID_abc")
        void wrong(StatusNotice one, List<String> two) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class Concurrency {
        @MqttStatusListener(group = "GID_abc", concurrency = "many")
        void wrong(StatusNotice notice) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class TooMuchConcurrency {
        @MqttStatusListener(group = "GID_abc", concurrency = "1001")
        void wrong(StatusNotice notice) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class NoConcurrency {
        @MqttMessageListener(topic = "topic_abc", concurrency = "0")
        void wrong(String text) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class EmptyTopic {
        @MqttMessageListener(topic = " ")
        void wrong(String text) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoPayloads {
        @MqttMessageListener(topic = "topic_abc")
        void wrong(String text, byte[] bytes) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class TooLate {
        /** What it depends on looks for the listeners before it is there. */
        @Bean
        Runnable late(MqttStatusInstances instances) {
            return new Late();
        }
    }

    static class Late implements Runnable {
        @Override
        public void run() {}

        @MqttStatusListener(group = "GID_abc")
        void on(StatusNotice notice) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class EmptyGroup {
        @MqttStatusListener(group = "${no.such:}")
        void wrong(StatusNotice notice) {}
    }
}
