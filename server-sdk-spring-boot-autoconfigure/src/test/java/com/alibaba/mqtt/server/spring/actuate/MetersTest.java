package com.alibaba.mqtt.server.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import com.alibaba.mqtt.server.ConsumerMetrics;
import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.presence.PresenceMetrics;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.query.QueryMetrics;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for the meters of consumers, trackers and clients for queries. */
class MetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    /** Each creates the meters of another one of its kind. */
    enum Kind {
        CONSUMER("consumer"),
        PRESENCE("tracker"),
        QUERY("client");

        /** The tag that distinguishes them. */
        final String tag;

        Kind(String tag) {
            this.tag = tag;
        }

        MeterBinder create(String... tags) {
            return switch (this) {
                case CONSUMER -> new ConsumerMetrics(consumer(), tags);
                case PRESENCE -> new PresenceMetrics(tracker(), tags);
                case QUERY -> new QueryMetrics(client(), tags);
            };
        }

        private static ServerConsumer consumer() {
            return new ServerConsumer(new ChannelConfig(), new ConsumerConfig());
        }

        private static PresenceTracker tracker() {
            PresenceTracker tracker = PresenceTracker.builder().build();
            tracker.process(notice());
            // what is known can still be read
            tracker.close();
            return tracker;
        }

        private static StatusNotice notice() {
            String notice = "{\"clientId\":\"GID_abc@@@d1\",\"eventType\":\"connect\",\"channelId\":\"c\",\"time\":"
                    + System.currentTimeMillis() + "}";
            return new StatusNotice(notice.getBytes(StandardCharsets.UTF_8));
        }

        private static StatusQueryClient client() {
            return StatusQueryClient.builder()
                    .endpoint("http://127.0.0.1:1")
                    .instanceId("mqtt-cn-1")
                    .credentials(Credentials.of("key", "secret"))
                    .build();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theMetersOfASecondOneAreThereToo(Kind kind) {
        kind.create().bindTo(registry);
        read();
        Map<String, Long> once = countByName();
        kind.create().bindTo(registry);
        kind.create(kind.tag, "shop").bindTo(registry);
        read();
        assertThat(once).isNotEmpty();
        assertThat(countByName()).isEqualTo(times(once, 3));
        assertThat(registry.getMeters())
                .filteredOn(each -> "shop".equals(each.getId().getTag(kind.tag)))
                .hasSize(registry.getMeters().size() / 3);
    }

    @ParameterizedTest
    @EnumSource
    void everyMeterHasADescription(Kind kind) {
        kind.create().bindTo(registry);
        read();
        assertThat(registry.getMeters())
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.getId().getDescription())
                        .as(each.getId().getName())
                        .isNotBlank());
    }

    /** Those of a group are there after a first look at the others. */
    private void read() {
        registry.getMeters().forEach(each -> each.measure().forEach(Measurement::getValue));
    }

    private Map<String, Long> countByName() {
        return registry.getMeters().stream()
                .collect(Collectors.groupingBy(each -> each.getId().getName(), Collectors.counting()));
    }

    private static Map<String, Long> times(Map<String, Long> counts, int times) {
        return counts.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, each -> times * each.getValue()));
    }
}
