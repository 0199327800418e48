package dev.mqttstatus.integration.resources;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.model.StatusNotice;
import java.util.BitSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A backend in a process of its own, to be run with a small heap. Processes a group's notices, numbered from 0 by their
 * time, until it has had so many different ones; the first ones slowly, when most wait at the server. Then it prints how
 * many were different and how many listener calls there were, and ends.
 */
final class TightHeapBackend {
    private static final int SLOW = 20_000;

    private final int count;
    private final BitSet seen = new BitSet();
    private final CountDownLatch done = new CountDownLatch(1);
    private int distinct;
    private int calls;

    private TightHeapBackend(int count) {
        this.count = count;
    }

    /** Takes protocol, port, instance id, access key, secret key, group and count. */
    public static void main(String[] args) throws Exception {
        ChannelConfig config = new ChannelConfig();
        config.setDomain("127.0.0.1");
        config.setProtocol(Protocol.valueOf(args[0]));
        config.setPort(Integer.parseInt(args[1]));
        config.setInstanceId(args[2]);
        config.setAccessKey(args[3]);
        config.setSecretKey(args[4]);
        TightHeapBackend backend = new TightHeapBackend(Integer.parseInt(args[6]));
        ServerConsumer consumer = new ServerConsumer(config, new ConsumerConfig());
        consumer.subscribeStatus(args[5], backend::process);
        consumer.start();
        backend.done.await();
        consumer.stop();
        backend.print();
    }

    private void process(StatusNotice notice) {
        if (notice.getTime() < SLOW) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        record(notice);
    }

    private synchronized void record(StatusNotice notice) {
        calls++;
        int number = Math.toIntExact(notice.getTime());
        if (!seen.get(number)) {
            seen.set(number);
            distinct++;
            if (distinct == count) {
                done.countDown();
            }
        }
    }

    private synchronized void print() {
        System.out.println("distinct=" + distinct + " calls=" + calls);
    }
}
