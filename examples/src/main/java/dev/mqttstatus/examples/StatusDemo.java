package dev.mqttstatus.examples;

import com.alibaba.fastjson.JSONObject;
import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import com.alibaba.mqtt.server.query.model.ClientStatus;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The whole story in one process: devices come and go at a local emulator, a backend is notified, and asks. */
public final class StatusDemo {
    private static final String GROUP = "GID_demo";

    private StatusDemo() {}

    /** Runs the demo and ends by itself; takes no arguments. */
    public static void main(String[] args) throws Exception {
        try (Emulator emulator = Emulator.builder().group(GROUP).start()) {
            System.out.println("A local ApsaraMQ for MQTT is up: mqtt=" + emulator.mqttPort() + " amqp="
                    + emulator.amqpPort() + " openapi=" + emulator.openApiPort());
            Semaphore notices = new Semaphore(0);
            ServerConsumer serverConsumer = startBackend(emulator, notices);
            try {
                runDevices(emulator, notices);
            } finally {
                serverConsumer.stop();
            }
        }
        System.out.println("\nDone.");
    }

    /** Exactly what a program for the official SDK does. */
    private static ServerConsumer startBackend(Emulator emulator, Semaphore notices) throws Exception {
        ChannelConfig channelConfig = new ChannelConfig();
        channelConfig.setDomain(emulator.host());
        channelConfig.setPort(emulator.amqpPort());
        channelConfig.setInstanceId(emulator.instanceId());
        channelConfig.setAccessKey(emulator.accessKey());
        channelConfig.setSecretKey(emulator.secretKey());
        ServerConsumer serverConsumer = new ServerConsumer(channelConfig, new ConsumerConfig());
        serverConsumer.start();
        serverConsumer.subscribeStatus(GROUP, new StatusListener() {
            @Override
            public void process(StatusNotice statusNotice) {
                System.out.println("    " + JSONObject.toJSONString(statusNotice));
                notices.release();
            }
        });
        return serverConsumer;
    }

    private static void runDevices(Emulator emulator, Semaphore notices) throws Exception {
        step("thermometer connects ...");
        Device thermometer = device(emulator, "thermometer");
        await(notices, 1);
        step("... and leaves cleanly: a disconnect, then the end of the connection");
        thermometer.leave();
        await(notices, 2);

        step("camera connects ...");
        Device camera = device(emulator, "camera");
        await(notices, 1);
        step("... and its cable is cut: only the end of the connection");
        camera.vanish();
        await(notices, 1);

        step("lock connects ...");
        device(emulator, "lock");
        await(notices, 1);
        step("... and another device takes its client id over: the old connection ends, the new one begins");
        Device secondLock = device(emulator, "lock");
        await(notices, 2);

        step("The same devices, asked by signed HTTP calls");
        try (StatusQueryClient client = StatusQueryClient.builder()
                .endpoint("http://" + emulator.host() + ":" + emulator.openApiPort())
                .instanceId(emulator.instanceId())
                .credentials(credentials(emulator))
                .build()) {
            String row = "    %-22s %-8s %s%n";
            System.out.printf(row, "client", "online", "source");
            ClientStatus lock = client.queryClientStatus(clientId("lock"));
            System.out.printf(row, lock.clientId(), lock.online(), lock.source());
            List<String> all = List.of(clientId("thermometer"), clientId("camera"), clientId("lock"));
            client.queryClientStatus(all)
                    .values()
                    .forEach(status -> System.out.printf(row, status.clientId(), status.online(), status.source()));
        }
        secondLock.leave();
        await(notices, 2);
    }

    private static Device device(Emulator emulator, String name) throws Exception {
        return new Device(emulator.mqttPort(), emulator.instanceId(), credentials(emulator), clientId(name));
    }

    private static String clientId(String device) {
        return GROUP + "@@@" + device;
    }

    private static Credentials credentials(Emulator emulator) {
        return Credentials.of(emulator.accessKey(), emulator.secretKey());
    }

    private static void step(String text) {
        System.out.println("\n" + text);
    }

    private static void await(Semaphore notices, int count) throws InterruptedException {
        if (!notices.tryAcquire(count, 10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no notice within 10 s");
        }
    }
}
