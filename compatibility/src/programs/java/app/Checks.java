package app;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.presence.store.PresenceRecord;
import com.alibaba.mqtt.server.presence.redis.RedisPresenceStore;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** An application that uses all of the SDK once. One line of output for each use: its name, and ok or what went wrong. */
public final class Checks {
    private static final String INSTANCE = System.getProperty("checks.instance");

    private Checks() {}

    private interface Check {
        void run() throws Exception;
    }

    /** Runs the checks in the JVM of the application. */
    public static void main(String[] args) {
        check("amqp091", () -> consume(Protocol.AMQP_0_9_1, "GID_amqp091"));
        check("amqp10", () -> consume(Protocol.AMQP_1_0, "GID_amqp10"));
        check("query", Checks::query);
        check("redis", Checks::redis);
        System.out.println("check done ok");
    }

    private static void check(String name, Check check) {
        String result = "ok";
        try {
            check.run();
        } catch (Throwable e) {
            e.printStackTrace();
            result = e.toString().replace('\n', ' ');
        }
        System.out.println("check " + name + " " + result);
    }

    private static void consume(Protocol protocol, String group) throws Exception {
        ChannelConfig channel = new ChannelConfig();
        channel.setDomain("127.0.0.1");
        channel.setPort(Integer.getInteger("checks.amqp"));
        channel.setInstanceId(INSTANCE);
        channel.setAccessKey(System.getProperty("checks.key"));
        channel.setSecretKey(System.getProperty("checks.secret"));
        channel.setProtocol(protocol);
        BlockingQueue<StatusNotice> heard = new ArrayBlockingQueue<>(100_000);
        ServerConsumer consumer = new ServerConsumer(channel, new ConsumerConfig());
        consumer.start();
        try {
            consumer.subscribeStatus(group, heard::add);
            StatusNotice notice = heard.poll(30, TimeUnit.SECONDS);
            if (notice == null || !notice.getClientId().startsWith(group)) {
                throw new IllegalStateException("no notice within 30 s, but " + notice);
            }
        } finally {
            consumer.stop();
        }
    }

    private static void query() throws Exception {
        try (StatusQueryClient client = StatusQueryClient.builder()
                .endpoint("http://127.0.0.1:" + System.getProperty("checks.openapi"))
                .instanceId(INSTANCE)
                .credentials(Credentials.of(System.getProperty("checks.key"), System.getProperty("checks.secret")))
                .build()) {
            if (!client.queryClientStatus("GID_amqp091@@@steady").online()) {
                throw new IllegalStateException("the device is online, but the answer is that it is not");
            }
        }
    }

    private static void redis() throws Exception {
        try (RedisPresenceStore store = RedisPresenceStore.builder()
                .uri(System.getProperty("checks.redis"))
                .instanceId(INSTANCE)
                .build()) {
            if (!store.get("GID_amqp091@@@unknown").isEmpty()) {
                throw new IllegalStateException("a record of a client that was never seen");
            }
            PresenceRecord same = store.update("GID_amqp091@@@unknown", record -> record);
            if (!same.isEmpty() || store.counts() == null) {
                throw new IllegalStateException("not the record that was put there: " + same);
            }
        }
    }
}
