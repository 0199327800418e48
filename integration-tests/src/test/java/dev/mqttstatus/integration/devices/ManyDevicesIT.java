package dev.mqttstatus.integration.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.GroupDeliveries;
import com.alibaba.mqtt.server.emulator.device.EmulatedDevice;
import dev.mqttstatus.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Many devices at the emulator, whose events a backend of this SDK gets once each. The system property
 * {@code emulator.devices} sets another number.
 */
@ExtendWith(LeakCheck.class)
@Timeout(600)
class ManyDevicesIT {
    private static final int DEVICES = Integer.getInteger("emulator.devices", 500);
    private static final int FIRST = Math.min(2_000, DEVICES);
    private static final int WORKERS = 4;
    private static final int THREADS_OF_ALL = 120;
    private static final String GROUP = "GID_demo";

    /** How often each event of each connection came. */
    private final Map<String, Integer> events = new ConcurrentHashMap<>();

    @Test
    void eachEventComesOnce() throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
        try (Emulator emulator = Emulator.builder().start();
                ServerConsumer consumer = new ServerConsumer(config(emulator), new ConsumerConfig())) {
            consumer.start();
            consumer.subscribeStatus(
                    GROUP, notice -> events.merge(notice.getChannelId() + notice.eventType(), 1, Integer::sum));
            List<EmulatedDevice> devices = IntStream.range(0, DEVICES)
                    .mapToObj(number -> emulator.device(GROUP + "@@@d" + number))
                    .toList();

            long begun = System.nanoTime();
            each(workers, devices.subList(0, FIRST), EmulatedDevice::connect);
            Duration first = Duration.ofNanos(System.nanoTime() - begun);
            each(workers, devices.subList(FIRST, DEVICES), EmulatedDevice::connect);
            Duration all = Duration.ofNanos(System.nanoTime() - begun);
            System.out.println(FIRST + " devices online within " + first.toMillis() + " ms, " + DEVICES + " within "
                    + all.toMillis() + " ms");
            assertTrue(first.compareTo(Duration.ofSeconds(10)) < 0, () -> FIRST + " took " + first);
            assertEquals(DEVICES, emulator.onlineClients(GROUP).size());
            int threads = Thread.activeCount();
            assertTrue(threads < THREADS_OF_ALL, () -> "there are " + threads + " threads");

            each(workers, devices.subList(0, DEVICES / 2), EmulatedDevice::cut);
            each(workers, devices.subList(DEVICES / 2, DEVICES), EmulatedDevice::leave);
            assertEquals(0, emulator.onlineClients(GROUP).size());
            int expected = DEVICES + DEVICES + (DEVICES - DEVICES / 2);
            GroupDeliveries done = emulator.group(GROUP)
                    .within(Duration.ofMinutes(2))
                    .await("all accepted", figures -> figures.accepted() >= expected && figures.queued() == 0);
            assertEquals(new GroupDeliveries(expected, expected, 0, 0, 0, 0, 0, 0), done);
            assertEquals(expected, events.size());
            assertTrue(events.values().stream().allMatch(times -> times == 1), "an event came twice");
        } finally {
            workers.shutdown();
            assertTrue(workers.awaitTermination(20, TimeUnit.SECONDS));
        }
    }

    private static void each(ExecutorService workers, List<EmulatedDevice> devices, Consumer<EmulatedDevice> action)
            throws Exception {
        List<Future<?>> under = new ArrayList<>();
        devices.forEach(device -> under.add(workers.submit(() -> action.accept(device))));
        for (Future<?> one : under) {
            one.get();
        }
    }

    private static ChannelConfig config(Emulator emulator) {
        ChannelConfig config = new ChannelConfig();
        config.setDomain(emulator.host());
        config.setPort(emulator.amqpPort());
        config.setInstanceId(emulator.instanceId());
        config.setAccessKey(emulator.accessKey());
        config.setSecretKey(emulator.secretKey());
        return config;
    }
}
