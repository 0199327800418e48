package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.auth.Login;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.network.Receiver;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.net.InetAddress;
import java.util.function.Consumer;
import org.apache.qpid.jms.JmsConnection;

/**
 * One connection of Qpid JMS to one address of the server: how deliveries reach their receivers and settlements the server.
 * {@link Bypass} goes past the JMS sessions and needs a Qpid JMS that it knows; {@link PlainJms} is slower and needs its
 * public API only.
 */
interface Route {
    /** Creates routes to one server. */
    interface Factory {
        /**
         * Creates a route that is not connected yet.
         *
         * @param connectMillis the limit for reaching the address, without TLS; 0 for none
         */
        Route to(InetAddress address, int connectMillis);
    }

    /** Connects and logs in, once. Blocks; {@link #cut} ends it. */
    JmsConnection connectAs(Login login) throws JMSException;

    /** Returns whether the address took the connection, whatever came then. */
    boolean wasReached();

    /** Ends the connection or the attempt to connect without the server's part. Any thread; does not block. */
    void cut();

    /** Returns whether it was {@linkplain #cut cut}. */
    boolean isCut();

    /** Sets what is notified when the connection fails; immediately if it has failed. */
    void onFailure(Consumer<Throwable> listener);

    /** Returns the mode of the sessions that {@link #attach} needs. */
    int acknowledgeMode();

    /** Returns how many messages Qpid JMS is to prefetch, so that no more than the credit are unsettled. */
    int prefetch(int credit);

    /** Sets the receiver of what arrives from this address; before {@link #attach}. */
    void open(String address, int credit, Receiver receiver);

    /** Attaches to the address. Blocks until the server answered. */
    void attach(Session session, String address) throws JMSException;

    /** Forgets the receiver: what still arrives from the address goes back to the server. */
    void close(String address);

    /** Sends the settlements that wait. Any thread; does not wait for the server. */
    void flush();

    /**
     * Takes all credit back from the server; what it has sent before it is notified of that still arrives. Asks for all
     * addresses, then waits for the answers, until the deadline or an interrupt at most, which is kept.
     */
    void stopReceiving(Deadline deadline);

    /** Sends what waits and lets go whoever waits, before the connection is closed. Blocks for a second at most. */
    void beforeClose();
}
