package com.alibaba.mqtt.server.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.FakeServer;
import com.alibaba.mqtt.server.FakeServer.FakeWire;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Delivery;
import com.alibaba.mqtt.server.network.Receiver;
import com.alibaba.mqtt.server.network.Source;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {
    private static final Source A = Source.status("GID_a");
    private static final Source B = Source.topic("b");

    private final FakeServer server = new FakeServer();
    private final Connection connection = new Connection();
    private Error thrownByOwner;
    private final Subscriptions subscriptions = new Subscriptions(new Object(), new Owner(), 42, new Recovery("test"));
    private FakeWire wire;

    private final class Owner implements ConnectionSupervisor.Owner {
        @Override
        public Receiver receiver(Source source, Connection from) {
            if (thrownByOwner != null) {
                throw thrownByOwner;
            }
            return new Receiver() {
                @Override
                public void receive(Delivery delivery) {
                    throw new IllegalStateException("nothing is delivered");
                }

                @Override
                public void endOfBurst(boolean mayStay) {}
            };
        }

        @Override
        public void connectionLost(Connection lost) {}
    }

    @BeforeEach
    void open() throws Exception {
        connection.opened(server.open(ConnectionSettings.of(FakeServer.config()), why -> {}));
        wire = server.nextWire();
        subscriptions.wanted().addAll(List.of(A, B));
    }

    private Set<Source> asked() {
        return wire.receivers.keySet();
    }

    @Test
    void asksForEachOnce() throws Exception {
        assertFalse(subscriptions.areAskedOn(connection));
        subscriptions.askForMissing(connection, true);
        subscriptions.askForMissing(connection, true);
        assertTrue(subscriptions.areAskedOn(connection));
        assertEquals(Set.of(A, B), asked());
        assertEquals(42, wire.credit);
        Source later = Source.status("GID_later");
        subscriptions.wanted().add(later);
        assertFalse(subscriptions.areAskedOn(connection));
        subscriptions.askForMissing(connection, true);
        assertEquals(Set.of(A, B, later), asked());
    }

    @Test
    void aRefusalAtTheStartIsThrown() {
        server.unknownGroups.add("GID_a");
        assertEquals(
                ErrorCode.SUBSCRIBE_REFUSED,
                assertThrows(ServerException.class, () -> subscriptions.askForMissing(connection, true))
                        .getCode());
        assertEquals(Set.of(A), connection.refused);
    }

    @Test
    void aRefusalLaterHoldsUpNoOtherAndIsAskedForWhenForgotten() throws Exception {
        server.unknownGroups.add("GID_a");
        subscriptions.askForMissing(connection, false);
        assertEquals(Set.of(B), asked());
        assertTrue(subscriptions.areAskedOn(connection));
        server.unknownGroups.clear();
        subscriptions.askForMissing(connection, false);
        assertEquals(Set.of(B), asked(), "not before it is due");
        connection.refused.clear();
        subscriptions.askForMissing(connection, false);
        assertEquals(Set.of(A, B), asked());
    }

    @Test
    void onALostConnectionARefusalIsItsEnd() {
        server.unknownGroups.add("GID_a");
        connection.lost(FakeServer.loginRefused());
        assertThrows(ServerException.class, () -> subscriptions.askForMissing(connection, false));
    }

    @Test
    void whateverIsThrownFreesTheSourceForTheNextAttempt() throws Exception {
        thrownByOwner = new OutOfMemoryError("thrown by the test");
        ServerException failed =
                assertThrows(ServerException.class, () -> subscriptions.askForMissing(connection, true));
        assertEquals(ErrorCode.CONNECT_FAILED, failed.getCode());
        assertTrue(failed.isRetryable());
        assertEquals(Set.of(), connection.subscribed);
    }

    @Test
    void anErrorOfOursStaysAsItIs() {
        ServerException ours = FakeServer.loginRefused();
        assertEquals(ours, Subscriptions.unexpected(ours));
        assertEquals(
                ErrorCode.CONNECT_FAILED,
                Subscriptions.unexpected(new NoClassDefFoundError("a/B")).getCode());
    }
}
