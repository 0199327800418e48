package com.alibaba.mqtt.server.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.spring.listener.AllConsumers;
import com.alibaba.mqtt.server.spring.listener.StartObserver;
import dev.mqttstatus.testing.Poll;
import dev.mqttstatus.testing.Sneaky;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How applications with two instances start and stop; both instances are the same emulator. */
class LifecycleTest {
    private static final String CLIENT = "GID_abc@@@d1";

    private Emulator emulator;

    @BeforeEach
    void start() throws IOException {
        emulator = Emulator.builder().group("GID_abc").group("GID_shop").start();
    }

    @AfterEach
    void stop() throws IOException {
        emulator.close();
    }

    @Test
    void anInstanceWhoseListenerHangsKeepsNoOtherFromStopping() throws Exception {
        ConfigurableApplicationContext context =
                start(Hanging.class, "--spring.lifecycle.timeout-per-shutdown-phase=10m");
        Hanging hanging = context.getBean(Hanging.class);
        emulator.device(CLIENT).connect();
        Poll.await(hanging.called);
        List<ServerConsumer> consumers = new ArrayList<>();
        context.getBean(AllConsumers.class)
                .all()
                .forEach(each -> consumers.addAll(each.running().values()));
        assertThat(consumers).hasSize(2);
        Thread closing = new Thread(context::close);
        closing.start();
        Poll.until(
                "all are stopped, or being stopped",
                () -> consumers.stream().allMatch(each -> each.health().state() == ConnectionState.STOPPED));
        assertThat(closing.isAlive()).isTrue();
        hanging.released.countDown();
        closing.join();
    }

    @Test
    void whoIsToldOfAStartAndThrowsKeepsNoInstanceFromStarting() throws Exception {
        emulator.faults().killAmqp();
        try (ConfigurableApplicationContext context = start(Watched.class, "--mqtt-status.start=retry")) {
            Watched watched = context.getBean(Watched.class);
            assertThat(watched.started).isEmpty();
            emulator.startAmqp();
            Poll.until("both are started", () -> watched.started.size() == 2);
            assertThat(watched.started).containsExactlyInAnyOrder("default", "shop");
            context.stop();
            context.start();
            assertThat(watched.started).hasSize(4);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStartThatFailsLeavesNoInstanceRunning(boolean error) {
        Failing.failure = error ? NoClassDefFoundError::new : IllegalStateException::new;
        Failing.shops = 0;
        assertThatThrownBy(() -> start(Failing.class)).isInstanceOf(Throwable.class);
        assertThat(Failing.shops).isOne();
        Poll.until("nothing is left of the first instance", () -> threads().isEmpty());
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.matches("mqtt-(c\\d|status-).*"))
                .toList();
    }

    private ConfigurableApplicationContext start(Class<?> application, String... arguments) {
        List<String> properties = new ArrayList<>(List.of("server.port=0", "spring.main.banner-mode=off"));
        for (String prefix : List.of("mqtt-status", "mqtt-status.instances.shop")) {
            properties.add(prefix + ".domain=" + emulator.host());
            properties.add(prefix + ".port=" + emulator.amqpPort());
            properties.add(prefix + ".instance-id=" + emulator.instanceId());
            properties.add(prefix + ".access-key=" + emulator.accessKey());
            properties.add(prefix + ".secret-key=" + emulator.secretKey());
        }
        return new SpringApplicationBuilder(application)
                .properties(properties.toArray(String[]::new))
                .run(arguments);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Hanging {
        final CountDownLatch called = new CountDownLatch(1);
        final CountDownLatch released = new CountDownLatch(1);

        @MqttStatusListener(group = "GID_abc")
        void on(StatusNotice notice) {
            called.countDown();
            Poll.await(released);
        }

        @MqttStatusListener(group = "GID_shop", instance = "shop")
        void onShop(StatusNotice notice) {}
    }

    /** The second instance to start fails by foreign code. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Failing {
        static Supplier<Throwable> failure;
        static int shops;

        @MqttStatusListener(group = "GID_abc")
        void on(StatusNotice notice) {}

        @MqttStatusListener(group = "GID_shop", instance = "shop")
        void onShop(StatusNotice notice) {}

        @Bean
        MqttStatusCustomizer failing() {
            return new MqttStatusCustomizer() {
                @Override
                public void consumer(String instance, ConsumerConfig config) {
                    if (instance.equals("shop")) {
                        shops++;
                        Sneaky.throwAny(failure.get());
                    }
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Watched {
        final List<String> started = new CopyOnWriteArrayList<>();

        @MqttStatusListener(group = "GID_abc")
        void on(StatusNotice notice) {}

        @MqttStatusListener(group = "GID_shop", instance = "shop")
        void onShop(StatusNotice notice) {}

        @Bean
        StartObserver throwing() {
            return consumers -> {
                started.add(consumers.instance());
                throw new AssertionError("it cannot be shown");
            };
        }
    }
}
