package dev.mqttstatus.integration.connections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.ServerProducer;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.config.ProducerConfig;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.EmulatorBuilder;
import dev.mqttstatus.integration.support.Backend;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Relay;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that takes no part any more, and says nothing: a stop is over by its own deadline, and nothing is left. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class FrozenServerIT {
    private static final int GROUPS = 6;
    private static final int SHUTDOWN_MILLIS = 500;
    private static final int HANDSHAKE_MILLIS = 2_000;
    /** For a loaded machine; far less than one handshake time-out for each subscription. */
    private static final int SLACK_MILLIS = 3_000;

    private static ChannelConfig config(Emulator emulator, Relay relay, Protocol protocol) {
        ChannelConfig config = Backend.config(emulator);
        config.setPort(relay.port());
        config.setProtocol(protocol);
        config.setShutdownTimeout(SHUTDOWN_MILLIS);
        config.setHandshakeTimeout(HANDSHAKE_MILLIS);
        return config;
    }

    @ParameterizedTest
    @CsvSource({
        "AMQP_1_0, false", "AMQP_1_0, true",
        "AMQP_0_9_1, false", "AMQP_0_9_1, true"
    })
    void aStopTakesNoLongerThanItsDeadline(Protocol protocol, boolean interrupted) throws Exception {
        EmulatorBuilder builder = Emulator.builder();
        for (int n = 0; n < GROUPS; n++) {
            builder.group("GID_group" + n);
        }
        try (Emulator emulator = builder.start()) {
            Relay relay = new Relay(emulator.amqpPort());
            ServerConsumer consumer = new ServerConsumer(config(emulator, relay, protocol), new ConsumerConfig());
            for (int n = 0; n < GROUPS; n++) {
                consumer.subscribeStatus("GID_group" + n, notice -> {});
            }
            consumer.start();
            ServerProducer producer = new ServerProducer(config(emulator, relay, protocol), new ProducerConfig());
            producer.start();
            assertTrue(producer.sendMessage("demo_topic/x", new byte[0]).isSuccess());
            relay.hold();

            long begin = System.nanoTime();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            consumer.stop();
            producer.stop();
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            assertEquals(interrupted, Thread.interrupted());
            // the consumer's two time-outs, and the producer's
            assertTrue(took < 2 * (SHUTDOWN_MILLIS + HANDSHAKE_MILLIS) + SLACK_MILLIS, () -> took + " ms");
            relay.release();
            relay.close();
            assertFalse(consumer.health().isUp());
        }
    }
}
