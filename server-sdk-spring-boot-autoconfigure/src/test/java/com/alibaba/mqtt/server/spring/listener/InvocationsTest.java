package com.alibaba.mqtt.server.spring.listener;

import static org.assertj.core.api.Assertions.assertThat;

import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.presence.model.PresenceChange;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.spring.MqttStatusListener;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;

/** Which method is called with which change. */
class InvocationsTest {
    private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
    private final Listeners listeners = new Listeners();
    private final Invocations invocations;

    InvocationsTest() {
        beans.registerBeanDefinition("listeners", new RootBeanDefinition(Listeners.class, () -> listeners));
        invocations = new Invocations(
                beans, new ListenerMethods(beans).all(), beans.getBeanProvider(ObservationRegistry.class));
    }

    @ParameterizedTest
    @CsvSource({
        "default, GID_a@@@d, OFFLINE, one",
        "default, GID_a@@@d@@@e, OFFLINE, one",
        "default, GID_ab@@@d, OFFLINE, longer",
        "default, GID_a@@@d, UNKNOWN, ''",
        "default, GID_ab@@@d, UNKNOWN, longer",
        "default, GID_abc@@@d, OFFLINE, ''",
        "default, GID_a, OFFLINE, ''",
        "shop, GID_a@@@d, OFFLINE, shop",
        "other, GID_a@@@d, OFFLINE, ''"
    })
    void aChangeGoesToTheMethodsOfItsInstanceAndGroup(
            String instance, String clientId, PresenceState before, String called) {
        try (PresenceTracker tracker = PresenceTracker.builder().build()) {
            invocations.changed(instance, new PresenceChange(clientId, before, tracker.presence(clientId), 1));
        }
        assertThat(String.join(" ", listeners.called)).isEqualTo(called);
    }

    @Test
    void whichInstancesHaveMethodsForChanges() {
        assertThat(List.of("default", "shop", "notices", "other").stream()
                        .filter(invocations::hasPresence)
                        .toList())
                .containsExactly("default", "shop");
    }

    static class Listeners {
        final List<String> called = new ArrayList<>();

        @MqttStatusListener(group = "GID_a")
        void one(PresenceChange change) {
            called.add("one");
        }

        @MqttStatusListener(group = "GID_ab", firstSeen = true)
        void longer(PresenceChange change) {
            called.add("longer");
        }

        @MqttStatusListener(group = "GID_a", instance = "shop")
        void shop(PresenceChange change) {
            called.add("shop");
        }

        @MqttStatusListener(group = "GID_a", instance = "notices")
        void notice(String json) {
            called.add("notice");
        }
    }
}
