package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.presence.SimulatedService.Delivery;
import com.alibaba.mqtt.server.presence.SimulationFailure.Kind;
import com.alibaba.mqtt.server.presence.rule.Facts;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** One history: a service, some trackers on one store, and the oracle that watches them. All of it follows from the seed. */
final class SimulatedWorld {
    private static final long BUSY = 900_000;
    private static final long MAX_STEP = 2_500;
    private static final long QUIET_STEP = 5_000;
    private static final int NOTICES_TO_A_DEATH = 50;
    private static final int RECHECKS_TO_A_DEATH = 4;
    private static final int MAX_STEPS = 10_000;

    private final Random random;
    private final VirtualTime agenda = new VirtualTime();
    private final SimulatedFaults faults;
    private final SimulatedService service;
    private final SimulationOracle oracle;
    private final FailingStore store;
    private final PresenceTracker[] nodes;
    private final boolean startsEmpty;
    private final boolean losesNotices;
    private final PresenceTrackerBuilder settings;
    private boolean quiet;

    SimulatedWorld(long seed, SimulatedFaults faults) {
        this.random = new Random(seed);
        this.faults = faults;
        this.store = new FailingStore(random, MemoryPresenceStore.by(agenda.clock));
        this.service = new SimulatedService(random, agenda, faults, this::deliver);
        this.nodes = new PresenceTracker[1 + random.nextInt(3)];
        this.startsEmpty = faults.restarts() && nodes.length == 1 && random.nextBoolean();
        this.losesNotices = faults.lost() > 0 || startsEmpty;
        Duration confirm = Duration.ofSeconds(List.of(0, 3, 30).get(random.nextInt(3)));
        this.oracle = new SimulationOracle(service, faults, agenda, !confirm.isZero(), losesNotices);
        this.settings = settings(confirm);
        for (int node = 0; node < nodes.length; node++) {
            start(node);
        }
        if (random.nextBoolean()) {
            watchAll();
        }
        if (faults.outages()) {
            agenda.after(random.nextLong(BUSY / 2), this::storeGoesAway);
        }
    }

    private PresenceTrackerBuilder settings(Duration confirm) {
        PresenceTrackerBuilder builder = PresenceTracker.builder()
                .clock(agenda.clock)
                .store(store.store())
                .executor(Runnable::run)
                .gracePeriod(Duration.ofSeconds(10L * random.nextInt(2)))
                .liveQuery(service::live, online -> online)
                .onError((clientId, error) -> {})
                .cacheAge(Duration.ofMillis(SimulatedService.STALE_CACHE))
                .onFirstSeen(change -> oracle.notified(change, change.presence().isOnline()))
                .onOnline(change -> oracle.notified(change, true))
                .onOffline(change -> oracle.notified(change, false));
        if (!confirm.isZero()) {
            builder.confirmOffline(confirm);
        }
        if (losesNotices || faults.noTime() > 0 || faults.ahead() > 0 || random.nextBoolean()) {
            builder.maxAge(Duration.ofMillis(SimulationOracle.MAX_AGE));
        }
        if (random.nextInt(4) != 0) {
            builder.cachedQuery(service::cached, online -> online);
        }
        return builder;
    }

    /** Returns what is wrong first, or null. */
    SimulationFailure run() {
        runUntil(Facts.START + BUSY);
        quiet = true;
        service.becomeQuiet();
        runUntil(agenda.now() + SimulatedService.MAX_DELAY);
        service.queriesMayFail = false;
        store.failing = 0;
        runUntil(agenda.now()
                + (losesNotices || faults.noTime() + faults.ahead() > 0
                        ? SimulationOracle.BY_AGE
                        : SimulationOracle.RECHECK)
                + (faults.ahead() > 0 ? SimulatedService.AHEAD : 0));
        if (oracle.failure == null) {
            oracle.checkEnd(anyNode());
        }
        return oracle.failure;
    }

    private void runUntil(long end) {
        while (agenda.now() < end && oracle.failure == null) {
            store.failing = quiet ? 0 : faults.store();
            long step = agenda.now() + (quiet ? QUIET_STEP : 500 + random.nextLong(MAX_STEP - 500));
            tick();
            while (agenda.now() < step) {
                agenda.runUntil(Math.min(step, agenda.now() + reconcile()));
            }
            store.failing = 0;
            if (store.away || anyNode() == null) {
                oracle.startAnew();
            } else {
                oracle.check(anyNode());
            }
        }
    }

    /** As the threads do; what the store throws they try again. */
    private void tick() {
        for (PresenceTracker node : nodes) {
            try {
                if (node != null) {
                    node.tick();
                }
            } catch (RuntimeException e) {
                // the next step is the next try
            }
        }
    }

    /** Returns after how long the first one wants to go on. */
    private long reconcile() {
        long rest = MAX_STEP;
        for (PresenceTracker node : nodes) {
            rest = node == null ? rest : Math.min(rest, reconcile(node));
        }
        return rest;
    }

    private long reconcile(PresenceTracker node) {
        try {
            for (int steps = 0; steps < MAX_STEPS; steps++) {
                long rest = node.reconcile();
                if (rest > 0) {
                    return rest;
                }
            }
            oracle.fail(new SimulationFailure(Kind.SPINS, "", "the reconciler never wants to wait"));
        } catch (RuntimeException e) {
            service.log("all", "reconciling fails: " + e.getMessage());
        }
        return 1_000;
    }

    /** As a server does: to any node, and again later if that node has no place to keep it. */
    private void deliver(Delivery delivery) {
        int[] alive = IntStream.range(0, nodes.length)
                .filter(node -> nodes[node] != null)
                .toArray();
        if (alive.length == 0) {
            deliverAgain(delivery);
            return;
        }
        int node = alive[random.nextInt(alive.length)];
        oracle.begins(delivery);
        store.losesNextAnswer = store.failing > 0 && random.nextDouble() < store.failing;
        try {
            nodes[node].process(delivery.notice());
        } catch (RuntimeException e) {
            service.log(delivery.device().clientId, delivery.kind().wireName() + " comes again: " + e.getMessage());
            deliverAgain(delivery);
            return;
        } finally {
            store.losesNextAnswer = false;
        }
        service.log(
                delivery.device().clientId,
                delivery.kind().wireName() + " of " + Integer.parseInt(delivery.channel().id, 16) + " is taken");
        oracle.took(delivery);
        if (faults.restarts()
                && random.nextInt(isUncertain(node, delivery) ? RECHECKS_TO_A_DEATH : NOTICES_TO_A_DEATH) == 0) {
            // the worst moment: what it was about to do for the notice is not done
            dies(node);
        }
    }

    private boolean isUncertain(int node, Delivery delivery) {
        double failing = store.failing;
        store.failing = 0;
        boolean uncertain = nodes[node].presence(delivery.device().clientId).isUncertain();
        store.failing = failing;
        return uncertain;
    }

    private void deliverAgain(Delivery delivery) {
        agenda.after(1_000 + random.nextLong(9_000), () -> deliver(delivery));
    }

    private PresenceTracker anyNode() {
        for (PresenceTracker node : nodes) {
            if (node != null) {
                return node;
            }
        }
        return null;
    }

    private void storeGoesAway() {
        if (quiet) {
            return;
        }
        store.away = true;
        service.log("all", "the store is away");
        agenda.after(1_000 + random.nextLong(120_000), () -> {
            store.away = false;
            service.log("all", "the store is back");
        });
        agenda.after(130_000 + random.nextLong(BUSY / 2), this::storeGoesAway);
    }

    private void dies(int node) {
        if (quiet || nodes[node] == null) {
            return;
        }
        if (random.nextBoolean()) {
            nodes[node].close();
        }
        nodes[node] = null;
        service.log("all", "node " + node + " is gone");
        boolean forGood = anyNode() != null && random.nextInt(4) == 0;
        if (!forGood) {
            agenda.after(random.nextLong(60_000), () -> start(node));
        }
    }

    private void start(int node) {
        boolean first = agenda.now() == Facts.START;
        if (startsEmpty && !first) {
            store.kept = MemoryPresenceStore.by(agenda.clock);
            oracle.forgotten();
        }
        service.log("all", "node " + node + " starts");
        nodes[node] = settings.buildWithoutThreads();
        nodes[node].onState(ConnectionState.CONNECTED, null);
        if (startsEmpty && !first) {
            watchAll();
        }
    }

    private void watchAll() {
        nodes[0].watch(service.devices.stream().map(device -> device.clientId).toList());
    }

    /** Returns what a tracker says about all clients, for the message of a failure. */
    String view() {
        PresenceTracker node = anyNode();
        StringBuilder view = new StringBuilder();
        store.away = false;
        for (SimulatedDevice device : service.devices) {
            view.append(node.presence(device.clientId))
                    .append(' ')
                    .append(node.sessions(device.clientId))
                    .append('\n');
        }
        return view.toString();
    }
}
