package app;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a test of an application does with the emulator, once. One line of output for each use. */
public final class EmulatedChecks {
    private static final String GROUP = "GID_demo";
    private static final long NANOS_UNTIL_THREADS_ENDED = TimeUnit.SECONDS.toNanos(10);

    private EmulatedChecks() {}

    /** Runs the checks; exits with 0 when nothing is left running. */
    public static void main(String[] args) throws Exception {
        List<Thread> before = threads();
        long start = System.nanoTime();
        try (Emulator emulator = Emulator.builder().group(GROUP).start()) {
            System.out.println("started in " + (System.nanoTime() - start) / 1_000_000 + " ms");
            System.out.println("check ready " + (emulator.amqpPort() > 0 ? 1 : 0));
            consume(emulator);
            query(emulator);
        }
        long deadline = System.nanoTime() + NANOS_UNTIL_THREADS_ENDED;
        List<Thread> left = left(before);
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            // until threads that were told to end have ended
            Thread.sleep(20);
            left = left(before);
        }
        System.out.println("check threads " + left);
    }

    private static void consume(Emulator emulator) throws Exception {
        ChannelConfig channel = new ChannelConfig();
        channel.setDomain("127.0.0.1");
        channel.setPort(emulator.amqpPort());
        channel.setInstanceId(emulator.instanceId());
        channel.setAccessKey(emulator.accessKey());
        channel.setSecretKey(emulator.secretKey());
        // the other needs jakarta.jms, of which the parent of Spring Boot 2.7 manages a version without it
        channel.setProtocol(Protocol.AMQP_0_9_1);
        BlockingQueue<StatusNotice> notices = new ArrayBlockingQueue<>(100);
        ServerConsumer consumer = new ServerConsumer(channel, new ConsumerConfig());
        consumer.start();
        try {
            consumer.subscribeStatus(GROUP, notices::add);
            emulator.device(GROUP + "@@@lock").connect();
            StatusNotice notice = notices.poll(30, TimeUnit.SECONDS);
            System.out.println("check notice "
                    + (notice != null && notice.getClientId().equals(GROUP + "@@@lock") ? "ok" : String.valueOf(notice)));
        } finally {
            consumer.stop();
        }
    }

    private static void query(Emulator emulator) throws Exception {
        try (StatusQueryClient client = StatusQueryClient.builder()
                .endpoint("http://127.0.0.1:" + emulator.openApiPort())
                .instanceId(emulator.instanceId())
                .credentials(Credentials.of(emulator.accessKey(), emulator.secretKey()))
                .build()) {
            System.out.println("check query " + (client.queryClientStatus(GROUP + "@@@lock").online() ? "ok" : "offline"));
        }
    }

    private static List<Thread> left(List<Thread> before) {
        return threads().stream().filter(thread -> !before.contains(thread)).toList();
    }

    /** All but those of the JDK, of the HTTP client of the queries (daemons; end after a minute) and of Quarkus' log, which stay. */
    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getThreadGroup() != null
                        && !thread.getThreadGroup().getName().equals("system")
                        && !thread.getThreadGroup().getName().equals("InnocuousThreadGroup")
                        && !thread.getName().startsWith("ForkJoinPool.commonPool")
                        && !thread.getName().equals("OkHttp TaskRunner")
                        && !thread.getName().startsWith("Reference Reaper"))
                .toList();
    }
}
