package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.model.EventType;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.presence.SimulatedDevice.Channel;
import com.alibaba.mqtt.server.presence.rule.Facts;
import com.alibaba.mqtt.server.presence.rule.Rules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A service with some devices in virtual time. It knows the truth, and reports it as badly as the faults say. */
final class SimulatedService {
    static final long TOLERANCE = Rules.DEFAULT.tolerance();
    static final long MAX_DELAY = 120_000;
    static final long AHEAD = 540_000;
    static final long STALE_LIVE = 1_000;
    static final long STALE_CACHE = 30_000;
    private static final int MAX_TAKEOVER = 300;
    /** Any two nodes differ by the tolerance at most, even if one of them ends a channel that another one replaced. */
    private static final long MAX_AHEAD = (TOLERANCE - MAX_TAKEOVER) / 2;

    /** How the service treats its odd client. */
    enum Oddity {
        NONE,
        REFUSED,
        ANSWERED_WITH_NULL,
        LEFT_OUT_OF_THE_CACHE
    }

    /** A notice on its way. */
    record Delivery(SimulatedDevice device, Channel channel, EventType kind, StatusNotice notice, boolean oddTime) {}

    final List<SimulatedDevice> devices = new ArrayList<>();
    final Oddity oddity;
    private final Map<String, SimulatedDevice> byId = new TreeMap<>();
    private final Random random;
    private final VirtualTime agenda;
    private final SimulatedFaults faults;
    private final Consumer<Delivery> deliver;
    private final long[] clockOffsets = new long[3];
    private final List<String> log = new ArrayList<>();
    private boolean quiet;
    private int channelIds;
    /** Whether queries may fail that are no fault of the client asked about. */
    boolean queriesMayFail = true;

    SimulatedService(Random random, VirtualTime agenda, SimulatedFaults faults, Consumer<Delivery> deliver) {
        this.random = random;
        this.agenda = agenda;
        this.faults = faults;
        this.deliver = deliver;
        for (int node = 0; node < clockOffsets.length; node++) {
            clockOffsets[node] = random.nextLong(2 * MAX_AHEAD + 1) - MAX_AHEAD;
        }
        this.oddity = faults.oddOne() ? Oddity.values()[1 + random.nextInt(Oddity.values().length - 1)] : Oddity.NONE;
        int size = 3 + random.nextInt(4);
        for (int n = 0; n < size; n++) {
            SimulatedDevice device = new SimulatedDevice("GID_a@@@" + n, random.nextInt(4) != 0);
            devices.add(device);
            byId.put(device.clientId, device);
            agenda.after(random.nextLong(60_000), () -> connect(device));
        }
    }

    /** Returns whether the live query never answers about it. */
    boolean isNeverAnswered(SimulatedDevice device) {
        return device == devices.get(0) && (oddity == Oddity.REFUSED || oddity == Oddity.ANSWERED_WITH_NULL);
    }

    /** From now on nothing changes; what is on its way still arrives. */
    void becomeQuiet() {
        quiet = true;
    }

    private boolean happens(double share) {
        return share > 0 && random.nextDouble() < share;
    }

    private long pause() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextLong(1_000);
            case 1 -> random.nextLong(10_000);
            case 2 -> random.nextLong(100_000);
            default -> random.nextLong(400_000);
        };
    }

    private void connect(SimulatedDevice device) {
        if (quiet) {
            return;
        }
        Channel old = device.open(agenda.now());
        long lag = random.nextLong(MAX_TAKEOVER);
        if (old != null && random.nextInt(4) == 0) {
            // the service may also end the half-open connection first
            end(device, old, false);
            agenda.after(lag, () -> open(device));
        } else {
            open(device);
            if (old != null) {
                agenda.after(lag, () -> end(device, old, false));
            }
        }
        agenda.after(MAX_TAKEOVER + pause(), () -> next(device));
    }

    private void next(SimulatedDevice device) {
        Channel open = device.open(agenda.now());
        if (quiet || open == null || random.nextInt(4) == 0) {
            connect(device);
            return;
        }
        end(device, open, random.nextBoolean());
        agenda.after(pause(), () -> connect(device));
    }

    private void open(SimulatedDevice device) {
        Channel channel =
                new Channel(String.format("%032x", ++channelIds), random.nextInt(clockOffsets.length), agenda.now());
        device.channels.add(channel);
        device.changedAt = agenda.now();
        announce(device, channel, EventType.CONNECT);
    }

    private void end(SimulatedDevice device, Channel channel, boolean announced) {
        channel.ended = agenda.now();
        device.changedAt = agenda.now();
        if (announced && device.hasChannelIds) {
            announce(device, channel, EventType.DISCONNECT);
        }
        announce(device, channel, EventType.TCPCLEAN);
    }

    private void announce(SimulatedDevice device, Channel channel, EventType kind) {
        String what =
                kind.wireName() + " of " + Integer.parseInt(channel.id, 16) + " node " + clockOffsets[channel.node];
        if (happens(faults.lost())) {
            log(device.clientId, what + " LOST");
            return;
        }
        long time = agenda.now() + clockOffsets[channel.node];
        boolean noTime = happens(faults.noTime());
        boolean ahead = !noTime && happens(faults.ahead());
        time = noTime ? 0 : ahead ? time + AHEAD : time;
        if (ahead) {
            device.oddTimes.add(time);
        }
        Delivery delivery = new Delivery(device, channel, kind, notice(device, channel, kind, time), noTime || ahead);
        int copies = happens(faults.doubled()) ? 2 : 1;
        for (int copy = 0; copy < copies; copy++) {
            long delay = happens(faults.late()) ? random.nextLong(MAX_DELAY) : random.nextLong(500);
            log(device.clientId, what + (noTime ? " WITHOUT TIME" : ahead ? " AHEAD" : "") + ", comes after " + delay);
            agenda.after(delay, () -> deliver.accept(delivery));
        }
    }

    private static StatusNotice notice(SimulatedDevice device, Channel channel, EventType kind, long time) {
        if (device.hasChannelIds) {
            return Notices.body("{\"clientId\":\"" + device.clientId + "\",\"eventType\":\"" + kind.wireName()
                    + "\",\"time\":" + time + ",\"channelId\":\"" + channel.id + "\"}");
        }
        return Notices.ofIotPlatform(device.clientId, kind == EventType.CONNECT, time);
    }

    /** Answers as the client's session is now, or was a moment ago. */
    Boolean live(String clientId) throws ServerException {
        SimulatedDevice device = byId.get(clientId);
        if (device == null) {
            throw new IllegalArgumentException("clientId is blank");
        }
        failIfItIs(device);
        if (isNeverAnswered(device)) {
            device.failed(agenda.now());
            return null;
        }
        failNowAndThen(List.of(clientId));
        boolean online = device.isOnlineAt(agenda.now() - random.nextLong(STALE_LIVE));
        device.answered(online, agenda.now());
        log(clientId, "live answer " + (online ? "online" : "offline"));
        return online;
    }

    /** Answers from a cache that is behind, and leaves some out. One id that it refuses is the end of all. */
    Map<String, Boolean> cached(Collection<String> clientIds) throws ServerException {
        for (String clientId : clientIds) {
            failIfItIs(byId.get(clientId));
        }
        failNowAndThen(clientIds);
        Map<String, Boolean> answers = new HashMap<>();
        for (String clientId : clientIds) {
            SimulatedDevice device = byId.get(clientId);
            boolean isOdd = device == devices.get(0);
            if (isOdd && oddity == Oddity.ANSWERED_WITH_NULL) {
                answers.put(clientId, null);
            } else if (!(isOdd && oddity == Oddity.LEFT_OUT_OF_THE_CACHE) && !happens(faults.queries())) {
                boolean online = device.isOnlineAt(agenda.now() - random.nextLong(STALE_CACHE));
                answers.put(clientId, online);
                log(clientId, "cached answer " + (online ? "online" : "offline"));
            }
        }
        return answers;
    }

    private void failIfItIs(SimulatedDevice device) throws ServerException {
        if (oddity == Oddity.REFUSED && device == devices.get(0)) {
            device.failed(agenda.now());
            throw new ServerException("PermissionCheckFailed", "no permission for this client", false, null);
        }
    }

    private void failNowAndThen(Collection<String> clientIds) throws ServerException {
        if (queriesMayFail && happens(faults.queries())) {
            clientIds.forEach(clientId -> {
                byId.get(clientId).failed(agenda.now());
                log(clientId, "query fails");
            });
            throw new ServerException("InternalError", "try again later", true, null);
        }
    }

    void log(String about, String what) {
        log.add((agenda.now() - Facts.START) / 1000.0 + " " + about + " " + what);
    }

    /** Returns what happened to the client, and to all, a line each. */
    String history(String clientId) {
        StringBuilder history = new StringBuilder();
        for (String line : log) {
            if (line.contains(" " + clientId + " ") || line.contains(" all ")) {
                history.append(line).append('\n');
            }
        }
        return history.toString();
    }
}
