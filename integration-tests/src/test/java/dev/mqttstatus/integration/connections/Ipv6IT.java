package dev.mqttstatus.integration.connections;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.emulator.Emulator;
import dev.mqttstatus.integration.support.Backend;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Relay;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that has an address of IPv6 only, as it is written with and without brackets. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class Ipv6IT {
    private static final byte[] LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    @ParameterizedTest
    @CsvSource({"AMQP_1_0, ::1", "AMQP_1_0, [::1]", "AMQP_0_9_1, ::1", "AMQP_0_9_1, [::1]", "AUTO, 0:0:0:0:0:0:0:1"})
    void isConnectedTo(Protocol protocol, String domain) throws Exception {
        try (Emulator emulator = Emulator.builder().start()) {
            Relay relay = new Relay(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0), emulator.amqpPort());
            ChannelConfig config = Backend.config(emulator);
            config.setDomain(domain);
            config.setPort(relay.port());
            config.setProtocol(protocol);
            try (Backend backend = new Backend(config)) {
                backend.consumer.start();
                backend.listen("GID_demo");
                emulator.group("GID_demo")
                        .publish("{\"clientId\":\"GID_demo@@@six\",\"eventType\":\"connect\"}"
                                .getBytes(StandardCharsets.UTF_8));
                assertEquals("six", backend.next().deviceId());
            }
            relay.close();
        }
    }
}
