package dev.mqttstatus.integration.presence;

import com.alibaba.mqtt.server.presence.redis.RedisPresenceStore;
import com.alibaba.mqtt.server.presence.redis.RedisPresenceStoreBuilder;
import dev.mqttstatus.testing.HeldPort;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis server, whose binary comes out of a jar: on a free port of 127.0.0.1, with a password, its files in a
 * temporary folder. It writes each change to disk before it answers, so that it can be killed and started again.
 */
public final class RedisNode implements AutoCloseable {
    static final String PASSWORD = "the-password-of-redis";
    static final String INSTANCE = "post-cn-test";

    private final Path folder = Files.createTempDirectory("redis");
    /** While the server is not there. */
    private HeldPort held = HeldPort.free();

    private final int port = held.number();
    private final RedisServer server;

    private RedisNode() throws IOException {
        File program =
                ExecutableProvider.newJarResourceProvider(folder.toFile()).get();
        server = new RedisServer(
                port,
                List.of(
                        program.getPath(),
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        String.valueOf(port),
                        "--requirepass",
                        PASSWORD,
                        "--dir",
                        folder.toString(),
                        "--save",
                        "",
                        "--appendonly",
                        "yes",
                        "--appendfsync",
                        "always"),
                true);
    }

    /** Starts a server and waits until it takes connections. */
    public static RedisNode started() throws IOException {
        RedisNode node = new RedisNode();
        node.start();
        return node;
    }

    void start() throws IOException {
        // Redis reuses the address, so nobody else can have it in between
        server.start();
        held.close();
    }

    /** Ends the process immediately; what it has answered is on disk. */
    void kill() throws IOException {
        server.stop();
        held.close();
        held = HeldPort.of(port);
    }

    /** From now on it answers every write with an error, and reads as before. */
    void refuseWrites() {
        configure("maxmemory", "1");
    }

    void takeWrites() {
        configure("maxmemory", "0");
    }

    /** From now on it is a replica of that port of 127.0.0.1, and takes no writes. */
    void follow(int master) {
        command(redis -> redis.replicaof("127.0.0.1", master));
    }

    void followNobody() {
        command(RedisCommands::replicaofNoOne);
    }

    /** From now on it is fast, and forgets all when it is killed. */
    void writeNothingToDisk() {
        configure("appendonly", "no");
    }

    private void configure(String setting, String value) {
        command(redis -> redis.configSet(setting, value));
    }

    private void command(Function<RedisCommands<String, String>, String> command) {
        RedisClient client = RedisClient.create(uri());
        try {
            String answer = command.apply(client.connect().sync());
            if (!answer.equals("OK")) {
                throw new AssertionError("Redis answered " + answer);
            }
        } finally {
            client.shutdown();
        }
    }

    int port() {
        return port;
    }

    /** Returns its address, with the password. */
    public String uri() {
        return uri(port);
    }

    /** The way to it through a relay. */
    static String uri(int throughPort) {
        return "redis://:" + PASSWORD + "@127.0.0.1:" + throughPort;
    }

    RedisPresenceStore store() throws IOException {
        return builder().build();
    }

    RedisPresenceStoreBuilder builder() {
        return RedisPresenceStore.builder().uri(uri()).instanceId(INSTANCE);
    }

    /** Ends the process, and removes its files. */
    @Override
    public void close() throws IOException {
        kill();
        held.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
