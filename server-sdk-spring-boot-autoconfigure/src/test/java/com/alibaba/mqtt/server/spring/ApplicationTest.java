package com.alibaba.mqtt.server.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.model.MessageProperties;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.model.PresenceChange;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import dev.mqttstatus.testing.Poll;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Applications that run on the emulator. */
class ApplicationTest {
    private static final int SECONDS = 20;

    @Test
    void methodsAreCalledWithNoticesChangesAndMessages() throws Exception {
        try (ConfigurableApplicationContext context = start(Backend.class)) {
            Backend backend = context.getBean(Backend.class);
            Emulator emulator = context.getBean(Emulator.class);
            try (var device = emulator.device("GID_abc@@@d1")) {
                device.connect();
                assertThat(next(backend.notices)).isEqualTo("GID_abc@@@d1 ONLINE");
                assertThat(next(backend.json)).contains("GID_abc@@@d1");
                assertThat(next(backend.first)).isEqualTo("GID_abc@@@d1 ONLINE");
                device.publish("topic_abc/x", "hello");
                assertThat(next(backend.messages)).isEqualTo("hello topic_abc x");
                assertThat(context.getBean(StatusQueryClient.class)
                                .live("GID_abc@@@d1")
                                .online())
                        .isTrue();
                device.cut();
            }
            assertThat(next(backend.changes)).isEqualTo("GID_abc@@@d1 OFFLINE");
            assertThat(context.getBean(PresenceTracker.class)
                            .presence("GID_abc@@@d1")
                            .isOnline())
                    .isFalse();
            assertThat(context.getBean(MqttTemplate.class).send("topic_abc/y", "to nobody"))
                    .isNotBlank();
        }
    }

    @Test
    void theErrorHandlerDecidesWhatComesAgain() throws Exception {
        try (ConfigurableApplicationContext context = start(Failing.class)) {
            Failing failing = context.getBean(Failing.class);
            context.getBean(Emulator.class).device("GID_abc@@@d1").connect();
            assertThat(next(failing.handled)).isEqualTo("Failing.fails 1 first");
            // it was thrown on, so it came again; then it was done with
            assertThat(next(failing.handled)).isEqualTo("Failing.fails 2 first");
            context.getBean(Emulator.class).group("GID_abc").awaitIdle();
            assertThat(failing.handled).isEmpty();
        }
    }

    @Test
    void aListenerBehindAnInterfaceIsFound() throws Exception {
        try (ConfigurableApplicationContext context = start(Hidden.class)) {
            context.getBean(Emulator.class).device("GID_abc@@@d1").connect();
            assertThat(next(((Listening) context.getBean("runnable")).notices)).isEqualTo("GID_abc@@@d1");
        }
    }

    @Test
    void anApplicationThatMayStartsWithoutTheService() throws Exception {
        Emulator emulator = Emulator.builder().group("GID_abc").start();
        int port = emulator.amqpPort();
        emulator.faults().killAmqp();
        String[] service = {
            "--mqtt-status.emulator.enabled=false",
            "--mqtt-status.domain=127.0.0.1",
            "--mqtt-status.port=" + port,
            "--mqtt-status.instance-id=" + emulator.instanceId(),
            "--mqtt-status.access-key=" + emulator.accessKey(),
            "--mqtt-status.secret-key=" + emulator.secretKey()
        };
        try (emulator) {
            assertThatThrownBy(() -> start(OneGroup.class, service)).isInstanceOf(Exception.class);
            String[] retry = java.util.Arrays.copyOf(service, service.length + 1);
            retry[service.length] = "--mqtt-status.start=retry";
            try (ConfigurableApplicationContext context = start(OneGroup.class, retry)) {
                emulator.startAmqp();
                emulator.device("GID_abc@@@d1").connect();
                assertThat(next(context.getBean(OneGroup.class).notices)).isEqualTo("GID_abc@@@d1");
            }
        }
    }

    @Test
    void aStoppedApplicationLeavesNoThread() throws Exception {
        start(Backend.class).close();
        Poll.until("no thread is left", () -> ourThreads().isEmpty(), () -> String.valueOf(ourThreads()));
    }

    private static List<String> ourThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("mqtt-"))
                .toList();
    }

    private static ConfigurableApplicationContext start(Class<?> application, String... arguments) {
        SpringApplication built = new SpringApplicationBuilder(application)
                .properties(
                        "mqtt-status.emulator.enabled=true",
                        "server.port=0",
                        "group=GID_abc",
                        "spring.main.banner-mode=off")
                .build();
        return built.run(arguments);
    }

    private static String next(BlockingQueue<String> queue) throws InterruptedException {
        String next = queue.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Backend {
        final BlockingQueue<String> notices = new LinkedBlockingQueue<>();
        final BlockingQueue<String> json = new LinkedBlockingQueue<>();
        final BlockingQueue<String> changes = new LinkedBlockingQueue<>();
        final BlockingQueue<String> first = new LinkedBlockingQueue<>();
        final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

        @MqttStatusListener(group = "${group}", concurrency = "#{1 + 1}")
        void on(StatusNotice notice) {
            notices.add(notice.getClientId() + " " + notice.getStatusType());
        }

        @MqttStatusListener(group = "${group}")
        public void on(String notice) {
            json.add(notice);
        }

        @MqttStatusListener(group = "${group}")
        void on(PresenceChange change) {
            changes.add(change.clientId() + " " + change.presence().state());
        }

        @MqttStatusListener(group = "${group}", firstSeen = true)
        void on(ClientPresence presence) {
            first.add(presence.clientId() + " " + presence.state());
        }

        @MqttMessageListener(topic = "topic_abc")
        void on(MessageProperties properties, String payload) {
            messages.add(payload + " " + properties.getFirstTopic() + " " + properties.getSecondTopic());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Failing {
        final BlockingQueue<String> handled = new LinkedBlockingQueue<>();
        final AtomicInteger calls = new AtomicInteger();

        @MqttStatusListener(group = "GID_abc")
        void fails(StatusNotice notice) throws Exception {
            calls.incrementAndGet();
            throw new Exception("first");
        }

        @Bean
        MqttStatusErrorHandler handler() {
            return (failure, method, argument) -> {
                handled.add(method + " " + calls.get() + " " + failure.getMessage());
                if (calls.get() == 1) {
                    throw failure;
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class OneGroup {
        final BlockingQueue<String> notices = new LinkedBlockingQueue<>();

        @MqttStatusListener(group = "GID_abc")
        void on(StatusNotice notice) {
            notices.add(notice.getClientId());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Hidden {
        @Bean
        Runnable runnable() {
            return new Listening();
        }
    }

    static class Listening implements Runnable {
        final BlockingQueue<String> notices = new LinkedBlockingQueue<>();

        @Override
        public void run() {}

        @MqttStatusListener(group = "GID_abc")
        void on(StatusNotice notice) {
            notices.add(notice.getClientId());
        }
    }
}
