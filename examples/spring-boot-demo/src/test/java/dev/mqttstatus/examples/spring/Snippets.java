package dev.mqttstatus.examples.spring;

import com.alibaba.mqtt.server.model.MessageProperties;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.presence.PresenceTrackerBuilder;
import com.alibaba.mqtt.server.presence.model.PresenceChange;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import com.alibaba.mqtt.server.spring.MqttMessageListener;
import com.alibaba.mqtt.server.spring.MqttStatusCustomizer;
import com.alibaba.mqtt.server.spring.MqttStatusErrorHandler;
import com.alibaba.mqtt.server.spring.MqttStatusInstances;
import com.alibaba.mqtt.server.spring.MqttStatusListener;
import com.alibaba.mqtt.server.spring.MqttTemplate;
import java.io.IOException;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

/** The code of docs/spring.md. */
class Snippets {
    private static void store(byte[] payload) {
        System.out.println(payload.length);
    }

    @Component
    static class Doors {
        @MqttStatusListener(group = "GID_demo")
        void on(StatusNotice notice) {
            System.out.println(notice);
        }
    }

    static class Each {
        @MqttStatusListener(group = "${doors.group}", concurrency = "4")
        void changed(PresenceChange change) {
            System.out.println(change.clientId() + " is " + change.presence().state());
        }

        @MqttMessageListener(topic = "alarms", instance = "shop")
        void alarm(MessageProperties properties, byte[] payload) {
            store(payload);
        }
    }

    static class Uses {
        private final PresenceTracker tracker;
        private final StatusQueryClient queries;
        private final MqttTemplate template;
        private final MqttStatusInstances instances;

        Uses(PresenceTracker tracker, StatusQueryClient queries, MqttTemplate template, MqttStatusInstances instances) {
            this.tracker = tracker;
            this.queries = queries;
            this.template = template;
            this.instances = instances;
        }

        void use() throws IOException {
            tracker.presence("GID_demo@@@lock").isOnline(); // what is known, with its evidence
            queries.live("GID_demo@@@lock").online(); // asks the service
            template.send("commands/lock", "open"); // to MQTT clients
            instances.get("shop").query().live("GID_shop@@@till"); // another instance
        }
    }

    static class Beans {
        @Bean
        MqttStatusErrorHandler malformedOrdersAreSkipped() {
            return (failure, method, argument) -> {
                if (!(failure instanceof NumberFormatException)) {
                    throw failure;
                }
            };
        }

        @Bean
        MqttStatusCustomizer customizer() {
            return new MqttStatusCustomizer() {
                @Override
                public void presence(String instance, PresenceTrackerBuilder builder) {
                    builder.onFlapping(client -> System.out.println(client.clientId() + " flaps"));
                }
            };
        }
    }
}
