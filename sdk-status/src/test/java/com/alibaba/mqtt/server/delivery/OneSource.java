package com.alibaba.mqtt.server.delivery;

import com.alibaba.mqtt.server.FakeServer;
import com.alibaba.mqtt.server.FakeServer.FakeDelivery;
import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.connection.Connection;
import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.lanes.Gate;
import com.alibaba.mqtt.server.lanes.Lanes;
import com.alibaba.mqtt.server.network.Source;
import com.alibaba.mqtt.server.threads.Ticker;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;

/** The parts behind one subscription, on the thread of the test: workers run when it says so, and no clock runs. */
final class OneSource {
    static final Source SOURCE = Source.status("GID_a");

    final Queue<Runnable> workers = new ArrayDeque<>();
    final Map<Source, Decoder> decoders = new ConcurrentHashMap<>();
    final StateLog broken = log("broken");
    final DeliverySettings settings;
    final Settling settling;
    final Lanes lanes = new Lanes(workers::add, 4, log("refusing"), log("late"));
    final Gate gate = new Gate();
    final Connection connection = new Connection();
    final Inbox inbox;
    /** How often a tick was asked for. */
    int ticks;

    OneSource(ConsumerConfig config, StatusListener listener) {
        settings = DeliverySettings.of(config);
        settling = new Settling(settings, broken, () -> ticks++);
        decoders.put(SOURCE, Decoders.ofNotices(listener));
        Ticker ticker = new Ticker(20, () -> 1_000, "no-clock", log("no clock"));
        inbox = new Inbox(
                SOURCE, connection, gate, new SourceLog("test", SOURCE), settling, decoders, lanes, ticker, true);
    }

    static StateLog log(String trouble) {
        return new StateLog(LoggerFactory.getLogger(OneSource.class), trouble);
    }

    /** One that no lane has yet. */
    OutstandingDelivery outstanding(FakeDelivery delivery) {
        return new OutstandingDelivery(inbox, decoders.get(SOURCE).decode(delivery), delivery);
    }

    OutstandingDelivery outstanding(String clientId) {
        return outstanding(notice(clientId));
    }

    static FakeDelivery notice(String clientId) {
        return new FakeDelivery(FakeServer.connect(clientId, 1));
    }

    void lose() {
        connection.lost(new ServerException(ErrorCode.CONNECTION_LOST, "cut by the test", true, null));
    }

    void work() {
        lanes.work(false);
        for (Runnable next = workers.poll(); next != null; next = workers.poll()) {
            next.run();
        }
    }
}
