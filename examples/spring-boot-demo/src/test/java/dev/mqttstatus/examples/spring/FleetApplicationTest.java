package dev.mqttstatus.examples.spring;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.presence.PresenceTracker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.client.TestRestTemplate;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class FleetApplicationTest {
    @Test
    void thePageAndTheActuatorShowTheFleet(@Autowired TestRestTemplate http, @Autowired PresenceTracker tracker)
            throws Exception {
        tracker.awaitOnline("GID_demo@@@truck1", Duration.ofSeconds(30)).get(30, TimeUnit.SECONDS);
        assertTrue(http.getForObject("/", String.class).contains("GID_demo@@@truck1 ONLINE"));
        assertTrue(http.getForObject("/actuator/health", String.class).startsWith("{\"status\":\"UP\""));
        assertTrue(http.getForObject("/actuator/mqttstatus", String.class).contains("GID_demo@@@truck1"));
    }
}
