package com.alibaba.mqtt.server.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.FakeServer;
import com.alibaba.mqtt.server.callback.ConnectionListener;
import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.common.ServerException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StateAnnouncerTest {
    private final StateAnnouncer announcer = new StateAnnouncer("test");
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    private ConnectionListener listener(String name) {
        return (state, cause) -> heard.add(name + " " + state + (cause == null ? "" : " " + cause.getCode()));
    }

    private String nextHeard() throws InterruptedException {
        return heard.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void allChangesInTheirOrderWithTheirCauses() throws Exception {
        announcer.listener("key", listener("a"));
        ServerException why = FakeServer.loginRefused();
        announcer.announce(ConnectionState.CONNECTING, null);
        announcer.announce(ConnectionState.NEW, why);
        announcer.announce(ConnectionState.STOPPED, null);
        announcer.stopWhenEmpty();
        assertEquals("a CONNECTING", nextHeard());
        assertEquals("a NEW " + why.getCode(), nextHeard());
        assertEquals("a STOPPED", nextHeard());
    }

    @Test
    void aListenerWithSeveralKeysIsCalledOnce() throws Exception {
        ConnectionListener both = listener("both");
        announcer.listener("one", both);
        announcer.listener("two", both);
        announcer.announce(ConnectionState.CONNECTED, null);
        announcer.listener("one", null);
        announcer.announce(ConnectionState.RECOVERING, null);
        announcer.listener("two", null);
        announcer.announce(ConnectionState.STOPPED, null);
        announcer.stopWhenEmpty();
        assertEquals("both CONNECTED", nextHeard());
        assertEquals("both RECOVERING", nextHeard());
        assertTrue(heard.isEmpty());
    }

    @Test
    void whatOneThrowsIsNotTheOthers() throws Exception {
        announcer.listener("bad", (state, cause) -> {
            throw new AssertionError("thrown by the test");
        });
        announcer.listener("good", listener("good"));
        for (ConnectionState state : List.of(ConnectionState.CONNECTING, ConnectionState.CONNECTED)) {
            announcer.announce(state, null);
            assertEquals("good " + state, nextHeard());
        }
        announcer.retry();
        announcer.stopWhenEmpty();
    }
}
