package dev.mqttstatus.examples;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.presence.PresenceTracker;

/** Prints every ten seconds how many clients of each group are online, and how many connect and drop in a minute. */
public final class CountByGroup {
    private static final long EVERY_MILLIS = 10_000;

    private CountByGroup() {}

    /** Needs the environment variables of {@link StatusConsumerSample}. Runs until it is stopped. */
    public static void main(String[] args) throws Exception {
        PresenceTracker tracker = PresenceTracker.builder().build();
        ServerConsumer serverConsumer = Backend.start();
        serverConsumer.subscribeStatus(System.getenv("MQTT_GROUP_ID"), tracker);
        while (true) {
            tracker.snapshot()
                    .groups()
                    .forEach((group, numbers) -> System.out.println(group + ": "
                            + numbers.clients().online() + " of "
                            + numbers.clients().total() + " online, " + numbers.connectsPerMinute() + " connects and "
                            + numbers.dropsPerMinute() + " drops per minute"));
            Thread.sleep(EVERY_MILLIS);
        }
    }
}
