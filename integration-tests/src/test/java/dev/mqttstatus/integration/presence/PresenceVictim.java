package dev.mqttstatus.integration.presence;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.presence.model.PresenceChange;
import com.alibaba.mqtt.server.presence.redis.RedisPresenceStore;
import java.util.concurrent.CountDownLatch;

/**
 * One node as a program whose actions say that they have begun, and never return:
 * {@code begun <client id> <state> <number>}. Ends when it is killed.
 */
final class PresenceVictim {
    static final String BEGUN = "begun ";

    private PresenceVictim() {}

    /** Arguments: AMQP port, instance, access key, secret key, group, URI of Redis, attempts. */
    public static void main(String[] args) throws Exception {
        ChannelConfig config = new ChannelConfig();
        config.setDomain("127.0.0.1");
        config.setPort(Integer.parseInt(args[0]));
        config.setInstanceId(args[1]);
        config.setAccessKey(args[2]);
        config.setSecretKey(args[3]);
        RedisPresenceStore store = RedisPresenceStore.builder()
                .uri(args[5])
                .instanceId(RedisNode.INSTANCE)
                .build();
        PresenceTracker tracker = PresenceTracker.builder()
                .store(store)
                .actionAttempts(Integer.parseInt(args[6]))
                .onFirstSeen(PresenceVictim::begin)
                .onOnline(PresenceVictim::begin)
                .onOffline(PresenceVictim::begin)
                .build();
        ServerConsumer consumer = new ServerConsumer(config, new ConsumerConfig());
        consumer.subscribeStatus(args[4], tracker);
        consumer.start();
        System.out.println("ready");
        hang();
    }

    private static void begin(PresenceChange change) {
        System.out.println(BEGUN + change.clientId() + " " + change.presence().state() + " " + change.number());
        hang();
    }

    private static void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
