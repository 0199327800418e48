package dev.mqttstatus.integration.support;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.model.StatusNotice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A backend application under test: a consumer that keeps what it hears. */
public final class Backend implements AutoCloseable {
    public final ChannelConfig config;
    public final ServerConsumer consumer;
    private final BlockingQueue<StatusNotice> heard = new LinkedBlockingQueue<>();

    public Backend(ChannelConfig config) {
        this(config, new ConsumerConfig());
    }

    public Backend(ChannelConfig config, ConsumerConfig consuming) {
        this.config = config;
        this.consumer = new ServerConsumer(config, consuming);
    }

    /** A started backend that listens to the groups. */
    public static Backend listening(Emulator emulator, String... groups) throws Exception {
        Backend backend = new Backend(config(emulator));
        backend.consumer.start();
        for (String group : groups) {
            backend.listen(group);
        }
        return backend;
    }

    public static ChannelConfig config(Emulator emulator) {
        ChannelConfig config = new ChannelConfig();
        config.setDomain(emulator.host());
        config.setPort(emulator.amqpPort());
        config.setInstanceId(emulator.instanceId());
        config.setAccessKey(emulator.accessKey());
        config.setSecretKey(emulator.secretKey());
        config.setNetworkRecoveryInterval(1_000);
        return config;
    }

    public void listen(String group) throws Exception {
        consumer.subscribeStatus(group, heard::add);
    }

    /** The next notice; fails after 20 s without one. */
    public StatusNotice next() throws InterruptedException {
        StatusNotice notice = heard.poll(20, TimeUnit.SECONDS);
        if (notice == null) {
            throw new AssertionError("no notice within 20 s");
        }
        return notice;
    }

    public List<StatusNotice> next(int count) throws InterruptedException {
        List<StatusNotice> notices = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            notices.add(next());
        }
        return notices;
    }

    /** Notices that were not asked for. */
    public List<StatusNotice> more() {
        return List.copyOf(heard);
    }

    @Override
    public void close() throws IOException {
        consumer.stop();
    }
}
