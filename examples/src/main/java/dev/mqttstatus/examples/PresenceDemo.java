package dev.mqttstatus.examples;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.model.SessionEnd;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;

/**
 * Presence to watch: devices come, go and flap at a local emulator; a table shows what the tracker knows of them.
 *
 * <pre>{@code mvn -q -Pdemo -Ddemo=PresenceDemo -pl examples -am -DskipTests verify}</pre>
 */
public final class PresenceDemo {
    private static final String GROUP = "GID_demo";
    private static final List<String> NAMES =
            List.of("camera", "door", "fan", "lamp", "lock", "meter", "pump", "thermometer", "valve");
    private static final int DEFAULT_SECONDS = 20;
    private static final int FRAMES_PER_SECOND = 2;
    private static final long FRAME_MILLIS = 500;
    private static final int SHOWN_LINES = 6;
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Emulator emulator;
    private final PresenceTracker tracker;
    private final Map<String, Device> connected = new HashMap<>();
    private final Deque<String> notified = new ArrayDeque<>();
    private final Random random = new Random(1);

    private PresenceDemo(Emulator emulator) {
        this.emulator = emulator;
        this.tracker = PresenceTracker.builder()
                .gracePeriod(GRACE)
                .flapping(5, Duration.ofSeconds(10))
                .onFirstSeen(change -> add(change.clientId() + " is seen first, "
                        + change.presence().state()))
                .onOnline(change -> add(change.clientId() + " is online"))
                .onOffline(change -> add(
                        change.clientId() + " is offline, " + change.presence().ended()))
                .onFlapping(presence -> add(presence.clientId() + " flaps"))
                .build();
    }

    /** Runs for 20 seconds, or as many as the first argument says, and ends by itself. */
    public static void main(String[] args) throws Exception {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT_SECONDS;
        try (Emulator emulator = Emulator.builder().group(GROUP).start()) {
            new PresenceDemo(emulator).run(seconds);
        }
    }

    private void run(int seconds) throws Exception {
        ChannelConfig channelConfig = new ChannelConfig();
        channelConfig.setDomain(emulator.host());
        channelConfig.setPort(emulator.amqpPort());
        channelConfig.setInstanceId(emulator.instanceId());
        channelConfig.setAccessKey(emulator.accessKey());
        channelConfig.setSecretKey(emulator.secretKey());
        ServerConsumer serverConsumer = new ServerConsumer(channelConfig, new ConsumerConfig());
        serverConsumer.start();
        try (tracker) {
            serverConsumer.subscribeStatus(GROUP, tracker);
            for (int frame = 0; frame < seconds * FRAMES_PER_SECOND; frame++) {
                comeOrGo(NAMES.get(random.nextInt(NAMES.size())));
                comeOrGo("lamp");
                Thread.sleep(FRAME_MILLIS);
                show();
            }
            connected.values().forEach(Device::leave);
            Thread.sleep(GRACE.toMillis() + 2 * FRAME_MILLIS);
            show();
            System.out.println("\nDone: " + tracker.snapshot().notices() + " notices, "
                    + tracker.snapshot().notified() + " notified.");
        } finally {
            serverConsumer.stop();
        }
    }

    private void comeOrGo(String name) throws Exception {
        Device device = connected.remove(name);
        if (device == null) {
            connected.put(
                    name,
                    new Device(
                            emulator.mqttPort(),
                            emulator.instanceId(),
                            Credentials.of(emulator.accessKey(), emulator.secretKey()),
                            GROUP + "@@@" + name));
        } else if (random.nextBoolean()) {
            device.leave();
        } else {
            device.vanish();
        }
    }

    private void add(String line) {
        synchronized (notified) {
            notified.add(line);
            if (notified.size() > SHOWN_LINES) {
                notified.remove();
            }
        }
    }

    private void show() {
        TextTable table = TextTable.forColumns(
                Help.defaultColorScheme(Ansi.AUTO),
                new Column(24, 0, Column.Overflow.TRUNCATE),
                new Column(12, 0, Column.Overflow.TRUNCATE),
                new Column(12, 0, Column.Overflow.TRUNCATE),
                new Column(10, 0, Column.Overflow.TRUNCATE),
                new Column(8, 0, Column.Overflow.TRUNCATE));
        table.addRowValues("client", "state", "last end", "sessions", "flaps");
        try (Stream<ClientPresence> clients = tracker.clients()) {
            clients.sorted(Comparator.comparing(ClientPresence::clientId)).forEach(client -> {
                String color = client.state() == PresenceState.ONLINE ? "green" : "red";
                table.addRowValues(
                        Ansi.AUTO.text(client.clientId()),
                        Ansi.AUTO.text("@|" + color + " " + client.state() + "|@"),
                        Ansi.AUTO.text(
                                client.ended() == SessionEnd.UNKNOWN
                                        ? ""
                                        : client.ended().name()),
                        Ansi.AUTO.text(String.valueOf(client.sessions())),
                        Ansi.AUTO.text(String.valueOf(client.flaps())));
            });
        }
        // home and clear, where there is a terminal
        System.out.print(Ansi.AUTO.enabled() ? "\u001B[H\u001B[2J" : "\n");
        System.out.print(table);
        synchronized (notified) {
            notified.forEach(line -> System.out.println("  notified: " + line));
        }
    }
}
