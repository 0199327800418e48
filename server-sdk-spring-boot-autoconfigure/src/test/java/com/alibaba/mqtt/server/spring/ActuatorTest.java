package com.alibaba.mqtt.server.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.model.StatusNotice;
import dev.mqttstatus.testing.Poll;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Health, meters and the endpoint of an application with a web server. */
class ActuatorTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String CLIENT = "GID_abc@@@d1";

    @Test
    void healthFollowsTheServer() throws Exception {
        try (ConfigurableApplicationContext context = start("--mqtt-status.recovery-interval=100ms")) {
            Emulator emulator = context.getBean(Emulator.class);
            String health = await(context, "GET", "/actuator/health", text -> text.contains("\"status\":\"UP\""));
            assertThat(health)
                    .contains("mqttStatus")
                    .contains("default-presence")
                    .contains("CONNECTED");
            emulator.faults().killAmqp();
            await(context, "GET", "/actuator/health/mqttStatus", text -> text.contains("\"status\":\"DOWN\""));
            emulator.startAmqp();
            await(context, "GET", "/actuator/health/mqttStatus", text -> text.startsWith("{\"status\":\"UP\""));
        }
    }

    @Test
    void theEndpointShowsWhoIsOnlineAndWritesOnlyIfItMay() throws Exception {
        try (ConfigurableApplicationContext context = start()) {
            context.getBean(Emulator.class).device(CLIENT).connect();
            assertThat(context.getBean(Backend.class).notices.poll(20, TimeUnit.SECONDS))
                    .isNotNull();
            String one = "/actuator/mqttstatus/" + CLIENT;
            assertThat(await(context, "GET", one, text -> text.contains("ONLINE")))
                    .contains("channelId");
            assertThat(await(context, "GET", "/actuator/mqttstatus?state=ONLINE&max=1", text -> true))
                    .contains(CLIENT);
            assertThat(await(context, "GET", "/actuator/mqttstatus?state=OFFLINE", text -> true))
                    .doesNotContain(CLIENT);
            assertThat(await(context, "POST", one, text -> true)).contains("405");
        }
        try (ConfigurableApplicationContext context = start("--mqtt-status.endpoint-writes=true")) {
            context.getBean(Emulator.class).device(CLIENT).connect();
            String one = "/actuator/mqttstatus/" + CLIENT;
            await(context, "POST", one, text -> text.contains("ONLINE"));
            await(context, "DELETE", one, text -> true);
            await(context, "GET", one, text -> text.contains("OFFLINE"));
        }
    }

    @Test
    void metersAreThereForEachInstanceAndAfterARestart() throws Exception {
        try (ConfigurableApplicationContext context = start()) {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            context.getBean(Emulator.class).device(CLIENT).connect();
            assertThat(context.getBean(Backend.class).notices.poll(20, TimeUnit.SECONDS))
                    .isNotNull();
            assertThat(registry.get("mqtt.consumer.up")
                            .tags("instance", "default", "consumer", "shared")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(registry.get("mqtt.presence.clients")
                            .tag("instance", "default")
                            .gauges())
                    .hasSize(3);
            assertThat(registry.get("mqtt.query.billed")
                            .tag("instance", "default")
                            .functionCounter())
                    .isNotNull();
            assertThat(registry.get("mqtt.status.process")
                            .tag("source", "GID_abc")
                            .timer()
                            .count())
                    .isGreaterThan(0);
            // those of a group are there after a first look at the others
            context.getBean(PrometheusMeterRegistry.class).scrape();
            String scraped = context.getBean(PrometheusMeterRegistry.class).scrape();
            assertThat(namesInTheDashboard())
                    .hasSizeGreaterThan(10)
                    .allSatisfy(name -> assertThat(scraped).contains("\n" + name + "{"));
            context.stop();
            context.start();
            assertThat(registry.get("mqtt.consumer.up")
                            .tag("consumer", "shared")
                            .gauges())
                    .hasSize(1);
            assertThat(registry.get("mqtt.consumer.up")
                            .tag("consumer", "shared")
                            .gauge()
                            .value())
                    .isEqualTo(1);
        }
    }

    private static Set<String> namesInTheDashboard() throws IOException {
        return Pattern.compile("mqtt_[a-z_]+")
                .matcher(Files.readString(Path.of("..", "docs", "grafana.json")))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    private static ConfigurableApplicationContext start(String... arguments) {
        return new SpringApplicationBuilder(Backend.class)
                .properties(
                        "mqtt-status.emulator.enabled=true",
                        "mqtt-status.presence.groups=GID_abc",
                        "server.port=0",
                        "management.endpoints.web.exposure.include=*",
                        "management.endpoint.health.show-details=always",
                        "spring.main.banner-mode=off")
                .run(arguments);
    }

    /** Repeats the request until its answer is as wanted. */
    private static String await(
            ConfigurableApplicationContext context, String method, String path, Predicate<String> wanted) {
        String port = context.getEnvironment().getProperty("local.server.port");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Content-Type", "application/json")
                .build();
        AtomicReference<String> last = new AtomicReference<>("");
        Poll.until(
                method + " " + path,
                () -> {
                    last.set(answer(request));
                    return wanted.test(last.get());
                },
                last::get);
        return last.get();
    }

    private static String answer(HttpRequest request) {
        try {
            var response = HTTP.send(request, BodyHandlers.ofString());
            return response.body() + (response.statusCode() == 405 ? " 405" : "");
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(request + " is not answered", e);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Backend {
        final BlockingQueue<StatusNotice> notices = new LinkedBlockingQueue<>();

        @MqttStatusListener(group = "GID_abc")
        void on(StatusNotice notice) {
            notices.add(notice);
        }

        @Bean
        PrometheusMeterRegistry registry() {
            return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        }

        @Bean
        ObservationRegistry observations(MeterRegistry registry) {
            ObservationRegistry observations = ObservationRegistry.create();
            observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(registry));
            return observations;
        }
    }
}
