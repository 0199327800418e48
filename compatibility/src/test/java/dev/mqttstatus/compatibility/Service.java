package dev.mqttstatus.compatibility;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.emulator.Emulator;
import dev.mqttstatus.examples.Device;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import redis.embedded.RedisServer;

/** What the applications talk to: an emulator on which devices come and go all the time, and a Redis. */
final class Service implements AutoCloseable {
    private static final List<String> GROUPS = List.of("GID_amqp091", "GID_amqp10");

    private final Emulator emulator;
    private final RedisServer redis;
    private final int redisPort;
    private final Thread devices = new Thread(this::comeAndGo, "devices");
    private volatile boolean closing;

    Service() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            redisPort = free.getLocalPort();
        }
        redis = RedisServer.newRedisServer().port(redisPort).bind("127.0.0.1").build();
        redis.start();
        emulator = Emulator.builder().group(GROUPS.get(0)).group(GROUPS.get(1)).start();
        device(GROUPS.get(0) + "@@@steady");
        devices.setDaemon(true);
        devices.start();
    }

    private Device device(String clientId) throws IOException {
        return new Device(
                emulator.mqttPort(),
                emulator.instanceId(),
                Credentials.of(emulator.accessKey(), emulator.secretKey()),
                clientId);
    }

    private void comeAndGo() {
        while (!closing) {
            try {
                for (String group : GROUPS) {
                    device(group + "@@@guest").leave();
                }
                // how often devices come and go; the test ends with the first notice
                Thread.sleep(500);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Returns what the checks must know, as options of a JVM. */
    List<String> options() {
        return List.of(
                "-Dchecks.amqp=" + emulator.amqpPort(),
                "-Dchecks.openapi=" + emulator.openApiPort(),
                "-Dchecks.instance=" + emulator.instanceId(),
                "-Dchecks.key=" + emulator.accessKey(),
                "-Dchecks.secret=" + emulator.secretKey(),
                "-Dchecks.redis=redis://127.0.0.1:" + redisPort);
    }

    @Override
    public void close() throws IOException {
        closing = true;
        devices.interrupt();
        emulator.close();
        redis.stop();
    }
}
