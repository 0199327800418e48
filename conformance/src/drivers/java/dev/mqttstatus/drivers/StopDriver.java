package dev.mqttstatus.drivers;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Its listener hangs until {@code stop()} has returned. Prints the calls that begin later, and when all threads that ever
 * called have ended.
 */
public final class StopDriver {
    private StopDriver() {}

    public static void main(String[] groups) throws Exception {
        ChannelConfig config = Environment.channelConfig();
        config.setShutdownTimeout(1_000);
        CountDownLatch stopped = new CountDownLatch(1);
        Set<Thread> callers = ConcurrentHashMap.newKeySet();
        ServerConsumer consumer = new ServerConsumer(config, new ConsumerConfig());
        consumer.start();
        consumer.subscribeStatus(groups[0], notice -> {
            callers.add(Thread.currentThread());
            if (stopped.getCount() == 0) {
                System.out.println("late " + notice.getClientId());
                return;
            }
            System.out.println("called " + notice.getClientId());
            try {
                stopped.await();
            } catch (InterruptedException e) {
                System.out.println("interrupted");
            }
        });
        Commands.await("stop");
        consumer.stop();
        stopped.countDown();
        for (Thread caller : callers) {
            caller.join();
        }
        System.out.println("quiet");
    }
}
