package dev.mqttstatus.drivers;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Its first listener calls are slow, as with a database that has a bad moment. Prints the counts again and again. */
public final class SlowDriver {
    private static final int SLOW_CALLS = 3_200;
    private static final int TELL_EVERY = 1_000;

    private SlowDriver() {}

    public static void main(String[] groups) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Set<String> clients = ConcurrentHashMap.newKeySet();
        ServerConsumer consumer = new ServerConsumer(Environment.channelConfig(), new ConsumerConfig());
        consumer.start();
        consumer.subscribeStatus(groups[0], notice -> {
            int call = calls.incrementAndGet();
            if (call <= SLOW_CALLS) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(25));
            }
            if (!clients.add(notice.getClientId())) {
                System.out.println("twice");
            } else if (clients.size() % TELL_EVERY == 0) {
                System.out.println("clients " + clients.size() + ".");
            }
        });
        System.out.println("ready");
        Commands.await("stop");
        consumer.stop();
        System.out.println("calls " + calls.get() + " clients " + clients.size());
    }
}
