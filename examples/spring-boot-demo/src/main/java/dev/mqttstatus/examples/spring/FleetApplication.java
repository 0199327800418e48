package dev.mqttstatus.examples.spring;

import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.device.EmulatedDevice;
import com.alibaba.mqtt.server.presence.PresenceFilter;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.presence.model.PresenceChange;
import com.alibaba.mqtt.server.spring.MqttStatusListener;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/** A page of a fleet whose devices, on the emulator, come and go. */
@SpringBootApplication
@EnableScheduling
@RestController
public class FleetApplication {
    private static final Logger LOG = LoggerFactory.getLogger(FleetApplication.class);

    private final PresenceTracker tracker;
    private final Emulator emulator;
    private int step;

    FleetApplication(PresenceTracker tracker, Emulator emulator) {
        this.tracker = tracker;
        this.emulator = emulator;
    }

    public static void main(String[] args) {
        SpringApplication.run(FleetApplication.class, args);
    }

    @MqttStatusListener(group = "GID_demo", firstSeen = true)
    void changed(PresenceChange change) {
        LOG.info("{} is {}", change.clientId(), change.presence().state());
    }

    @GetMapping("/")
    String page() {
        return tracker.find(PresenceFilter.ALL).stream()
                .map(client -> "<li>" + HtmlUtils.htmlEscape(client.clientId()) + " " + client.state() + " since "
                        + client.since())
                .collect(Collectors.joining("\n", "<meta http-equiv=refresh content=2><ul>", "</ul>"));
    }

    @Scheduled(fixedDelay = 1_000)
    void drive() {
        String clientId = "GID_demo@@@truck" + step++ % 5;
        boolean goes = emulator.isOnline(clientId);
        EmulatedDevice device = emulator.device(clientId).connect();
        if (goes) {
            device.cut();
        }
    }
}
