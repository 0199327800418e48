package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.config.Protocol;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A program that hears one notice, and ends. */
public final class OneNotice {
    private static final byte[] NOTICE =
            "{\"clientId\":\"GID@@@\u00e9\",\"eventType\":\"connect\",\"time\":1}".getBytes(StandardCharsets.UTF_8);

    private OneNotice() {}

    /** Hears a notice of the server that is named. */
    public static void main(String[] args) throws Exception {
        try (Peer peer = new Peer()) {
            byte[] section = {0, 0x53, 0x75, (byte) 0xa0, (byte) NOTICE.length};
            byte[] message = new byte[section.length + NOTICE.length];
            System.arraycopy(section, 0, message, 0, section.length);
            System.arraycopy(NOTICE, 0, message, section.length, NOTICE.length);
            peer.deliver(message);
            System.out.println(args[0] + " heard " + hear(args[0], peer.listening.getLocalPort()));
        }
    }

    /** Starts, hears a notice, stops. */
    public static String hear(String domain, int port) throws Exception {
        ChannelConfig config = new ChannelConfig();
        config.setDomain(domain);
        config.setPort(port);
        config.setProtocol(Protocol.AMQP_1_0);
        config.setInstanceId("mqtt-xxx");
        config.setAccessKey("LTAI");
        config.setSecretKey("very-secret");
        ServerConsumer consumer = new ServerConsumer(config, new ConsumerConfig());
        CountDownLatch heard = new CountDownLatch(1);
        StringBuilder who = new StringBuilder();
        consumer.subscribeStatus("GID", notice -> {
            who.append(notice.getClientId().equals("GID@@@\u00e9"));
            heard.countDown();
        });
        consumer.start();
        boolean came = heard.await(20, TimeUnit.SECONDS);
        consumer.stop();
        return came ? who.toString() : "nothing";
    }
}
