package com.alibaba.mqtt.server.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.FakeServer;
import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The states of a connection, one step at a time. */
class LifecycleTest {
    private final AtomicInteger changes = new AtomicInteger();
    private final Lifecycle life = new Lifecycle(new StateAnnouncer("test"), changes::incrementAndGet);
    private final ConnectionSettings settings = ConnectionSettings.of(FakeServer.config());
    private final Connection connection = new Connection();
    private final ServerException why = new ServerException(ErrorCode.CONNECTION_LOST, "cut", true, null);

    private ConnectionState state() {
        return life.standing().state();
    }

    private String codeOfCurrent() {
        return assertThrows(ServerException.class, life::current).getCode();
    }

    private void connect() throws ServerException {
        assertTrue(life.beginStart(settings));
        life.connectedBy(connection, Protocol.AMQP_1_0);
    }

    @Test
    void aStartThatSucceeds() throws Exception {
        assertEquals(ErrorCode.NOT_STARTED, codeOfCurrent());
        assertNull(life.settings());
        assertTrue(life.beginStart(settings));
        assertEquals(ConnectionState.CONNECTING, state());
        assertEquals(ErrorCode.NOT_STARTED, codeOfCurrent());
        assertSame(settings, life.started());
        life.connectedBy(connection, Protocol.AMQP_1_0);
        assertEquals(ConnectionState.CONNECTED, state());
        assertSame(connection, life.current());
        assertSame(connection, life.connected());
        assertNull(life.broken());
        assertEquals(0, life.standing().reconnects());
        assertFalse(life.beginStart(settings), "started already");
        assertEquals(2, changes.get());
    }

    @Test
    void aStartThatFailsCanBeTriedAgain() throws Exception {
        assertTrue(life.beginStart(settings));
        life.startFailed(why);
        assertEquals(ConnectionState.NEW, state());
        assertSame(why, life.standing().cause());
        connect();
        life.startFailed(why);
        assertEquals(ConnectionState.CONNECTED, state(), "too late");
        assertNull(life.standing().cause());
    }

    @Test
    void aConnectionThatIsLostIsOpenedAgainAndCounted() throws Exception {
        connect();
        assertTrue(life.lost(connection, why));
        assertEquals(ConnectionState.RECOVERING, state());
        assertSame(connection, life.broken());
        assertNull(life.connected());
        ServerException one = assertThrows(ServerException.class, life::current);
        ServerException two = assertThrows(ServerException.class, life::current);
        assertEquals(ErrorCode.CONNECTION_LOST, one.getCode());
        assertSame(why, one.getCause());
        assertNotSame(one, two, "each shows the line of its caller");
        Connection next = new Connection();
        life.connectedBy(next, Protocol.AMQP_1_0);
        assertSame(next, life.current());
        assertEquals(1, life.standing().reconnects());
    }

    @Test
    void aFailedAttemptChangesTheReasonAndNotTheTime() throws Exception {
        connect();
        assertTrue(life.lost(connection, why));
        Standing before = life.standing();
        int changesBefore = changes.get();
        ServerException refused = FakeServer.loginRefused();
        assertTrue(life.stillRecovering(refused));
        assertSame(refused, life.standing().cause());
        assertEquals(before.since(), life.standing().since());
        assertEquals(changesBefore, changes.get());
    }

    @Test
    void anotherConnectionThatIsLostChangesNothing() throws Exception {
        connect();
        Connection other = new Connection();
        assertTrue(life.lost(other, why));
        assertFalse(other.isOpen());
        assertSame(why, other.lostBy());
        assertEquals(ConnectionState.CONNECTED, state());
        assertNull(connection.lostBy());
    }

    @Test
    void stoppedIsNeverLeft() throws Exception {
        connect();
        assertTrue(life.stop());
        assertFalse(life.stop());
        assertFalse(life.lost(connection, why));
        assertFalse(life.stillRecovering(why));
        life.startFailed(why);
        assertEquals(ConnectionState.STOPPED, state());
        assertEquals(ErrorCode.STOPPED, codeOfCurrent());
        assertEquals(
                ErrorCode.STOPPED,
                assertThrows(ServerException.class, () -> life.beginStart(settings))
                        .getCode());
        assertSame(connection, life.last(), "for who closes it");
    }

    @Test
    void aSecondStartWaitsForTheFirstAndAnInterruptEndsTheWait() throws Exception {
        assertTrue(life.beginStart(settings));
        Thread.currentThread().interrupt();
        assertEquals(
                ErrorCode.INTERRUPTED,
                assertThrows(ServerException.class, () -> life.beginStart(settings))
                        .getCode());
        assertTrue(Thread.interrupted());
    }
}
