package dev.mqttstatus.integration.resources;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.config.Protocol;
import dev.mqttstatus.testing.Poll;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * A backend in a process of its own, to be run with little address space and large stacks. When it is connected it takes
 * all the address space that a further thread would need, prints {@code short of threads}, keeps it for some seconds from
 * when the first notice came, and gives it back. Then it waits for so many different clients' notices, prints how many
 * there were, and ends.
 */
final class ThreadShortage {
    /** Of threads that fill what is left, and of the few that are given back for what the JVM itself needs. */
    private static final long SMALL_STACK = 16 << 20;

    private static final int SPARE = 8;
    private static final long SHORT_MILLIS = 3_000;

    private final Deque<Thread> hogs = new ArrayDeque<>();

    private ThreadShortage() {}

    /** Takes protocol, port, instance id, access key, secret key, group and count. */
    public static void main(String[] args) throws Exception {
        ChannelConfig config = new ChannelConfig();
        config.setDomain("127.0.0.1");
        config.setProtocol(Protocol.valueOf(args[0]));
        config.setPort(Integer.parseInt(args[1]));
        config.setInstanceId(args[2]);
        config.setAccessKey(args[3]);
        config.setSecretKey(args[4]);
        config.setNetworkRecoveryInterval(200);
        int count = Integer.parseInt(args[6]);
        Set<String> heard = ConcurrentHashMap.newKeySet();
        CountDownLatch done = new CountDownLatch(count);
        ServerConsumer consumer = new ServerConsumer(config, new ConsumerConfig());
        consumer.subscribeStatus(args[5], notice -> {
            if (heard.add(notice.getClientId())) {
                done.countDown();
            }
        });
        consumer.start();
        ThreadShortage shortage = new ThreadShortage();
        shortage.begin();
        System.out.println("short of threads");
        Poll.until("received", () -> consumer.health().received() > 0);
        // the shortage is to last while there is work
        Thread.sleep(SHORT_MILLIS);
        System.out.println("in the shortage: " + consumer.health());
        shortage.end();
        done.await();
        consumer.stop();
        System.out.println("heard=" + heard.size());
    }

    private void begin() {
        // 0 is the stack of any thread, as the JVM's options say
        fill(0);
        fill(SMALL_STACK);
        for (int n = 0; n < SPARE; n++) {
            endOne();
        }
    }

    private void fill(long stackBytes) {
        boolean more = true;
        while (more) {
            more = start(stackBytes);
        }
    }

    private boolean start(long stackBytes) {
        Thread hog = new Thread(null, ThreadShortage::sleep, "hog", stackBytes);
        hog.setDaemon(true);
        try {
            hog.start();
        } catch (OutOfMemoryError e) {
            return false;
        }
        hogs.push(hog);
        return true;
    }

    private static void sleep() {
        while (!Thread.interrupted()) {
            LockSupport.park();
        }
    }

    private void endOne() {
        Thread last = hogs.pop();
        last.interrupt();
        try {
            last.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void end() {
        while (!hogs.isEmpty()) {
            endOne();
        }
    }
}
