package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.Collector;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Sasl;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.engine.Transport;

/** A server of AMQP 1.0 that does what its test says, also what no server should do. One connection after the other. */
final class Peer implements AutoCloseable {
    final ServerSocket listening;
    /** What became of the deliveries, in order. */
    final BlockingQueue<DeliveryState> outcomes = new LinkedBlockingQueue<>();

    final BlockingQueue<String> addresses = new LinkedBlockingQueue<>();
    volatile long maxMessageSize;
    volatile String password;
    volatile String hostName;
    /** Refuses each link so; null for none. */
    volatile ErrorCondition refusal;
    /** Answers no end of a link or session. */
    volatile boolean endsNothing;
    /** Answers nothing any more. */
    volatile boolean frozen;

    private final Queue<Consumer<Sender>> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::serve, "peer");
    private final AtomicInteger unsettled = new AtomicInteger();
    private volatile boolean closed;
    private Socket talking;
    private Sender sender;
    private Connection connection;
    private int tags;

    Peer() throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread.setDaemon(true);
        thread.start();
    }

    ConnectionSettings settings() {
        return ConnectionSettings.of(config());
    }

    ChannelConfig config() {
        ChannelConfig config = new ChannelConfig();
        config.setDomain("127.0.0.1");
        config.setPort(listening.getLocalPort());
        config.setProtocol(Protocol.AMQP_1_0);
        config.setInstanceId("mqtt-xxx");
        config.setAccessKey("LTAI");
        config.setSecretKey("very-secret");
        config.setConnectionTimeout(10_000);
        config.setHandshakeTimeout(10_000);
        config.setShutdownTimeout(5_000);
        return config;
    }

    /** Sends a whole message of these bytes. */
    void deliver(byte[] message) {
        run(to -> {
            begin(to);
            to.send(message, 0, message.length);
            to.advance();
        });
    }

    /** Returns how many deliveries begun are not settled. */
    int unsettled() {
        return unsettled.get();
    }

    void begin(Sender to) {
        unsettled.incrementAndGet();
        to.delivery(Integer.toString(tags++).getBytes(StandardCharsets.US_ASCII));
    }

    /** Does something with the last link when there is one, by the thread of this server. */
    void run(Consumer<Sender> task) {
        tasks.add(task);
    }

    /** In a task: sends these frames. */
    void raw(byte[] frames) {
        try {
            talking.getOutputStream().write(frames);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void closeConnection(String condition, String text) {
        run(to -> {
            connection.setCondition(new ErrorCondition(Symbol.valueOf(condition), text));
            connection.close();
        });
    }

    private void serve() {
        while (!closed) {
            try (Socket socket = listening.accept()) {
                talk(socket);
            } catch (IOException | RuntimeException e) {
                // the next one
                sender = null;
            }
        }
    }

    private void talk(Socket socket) throws IOException {
        Transport transport = Transport.Factory.create();
        Collector collector = Collector.Factory.create();
        connection = Connection.Factory.create();
        connection.collect(collector);
        Sasl sasl = transport.sasl();
        sasl.server();
        sasl.setMechanisms("PLAIN");
        transport.bind(connection);
        sender = null;
        talking = socket;
        socket.setSoTimeout(5);
        byte[] buffer = new byte[65536];
        while (!closed) {
            while (frozen && !closed) {
                Thread.onSpinWait();
            }
            write(socket, transport);
            int read = 0;
            try {
                read = socket.getInputStream().read(buffer);
            } catch (SocketTimeoutException e) {
                // nothing came
            }
            if (read < 0) {
                return;
            }
            for (int at = 0; at < read; ) {
                ByteBuffer tail = transport.tail();
                int part = Math.min(tail.remaining(), read - at);
                tail.put(buffer, at, part);
                transport.process();
                at += part;
            }
            if (sasl.getRemoteMechanisms().length > 0 && sasl.getOutcome() == Sasl.SaslOutcome.PN_SASL_NONE) {
                byte[] login = new byte[sasl.pending()];
                sasl.recv(login, 0, login.length);
                String text = new String(login, StandardCharsets.UTF_8);
                password = text.substring(text.lastIndexOf('\0') + 1);
                sasl.done(Sasl.SaslOutcome.PN_SASL_OK);
            }
            handle(collector);
            for (Consumer<Sender> task; sender != null && sender.getCredit() > 0 && (task = tasks.poll()) != null; ) {
                task.accept(sender);
                write(socket, transport);
            }
        }
    }

    private static void write(Socket socket, Transport transport) throws IOException {
        for (ByteBuffer out = transport.getOutputBuffer(); out.hasRemaining(); out = transport.getOutputBuffer()) {
            byte[] bytes = new byte[out.remaining()];
            out.get(bytes);
            socket.getOutputStream().write(bytes);
            transport.outputConsumed();
        }
    }

    private void handle(Collector collector) {
        for (Event event; (event = collector.peek()) != null; collector.pop()) {
            switch (event.getType()) {
                case CONNECTION_REMOTE_OPEN -> {
                    hostName = event.getConnection().getRemoteHostname();
                    event.getConnection().open();
                }
                case SESSION_REMOTE_OPEN -> event.getSession().open();
                case LINK_REMOTE_OPEN -> attach(event.getLink());
                case LINK_FLOW -> {
                    if (event.getLink().getDrain()) {
                        event.getLink().drained();
                    }
                }
                case DELIVERY -> settle(event.getDelivery());
                case LINK_REMOTE_CLOSE -> {
                    if (!endsNothing) {
                        event.getLink().close();
                    }
                }
                case SESSION_REMOTE_CLOSE -> {
                    if (!endsNothing) {
                        event.getSession().close();
                    }
                }
                case CONNECTION_REMOTE_CLOSE -> event.getConnection().close();
                default -> {}
            }
        }
    }

    private void attach(Link link) {
        addresses.add(link.getRemoteSource().getAddress());
        link.setTarget(link.getRemoteTarget());
        if (refusal != null) {
            link.open();
            link.setCondition(refusal);
            link.close();
            return;
        }
        link.setSource(link.getRemoteSource());
        link.open();
        if (link instanceof Sender ours) {
            maxMessageSize = link.getRemoteMaxMessageSize() == null
                    ? 0
                    : link.getRemoteMaxMessageSize().longValue();
            sender = ours;
        }
    }

    private void settle(Delivery delivery) {
        if (delivery.remotelySettled() || delivery.getRemoteState() != null) {
            unsettled.decrementAndGet();
            outcomes.add(delivery.getRemoteState());
            delivery.settle();
        }
    }

    @Override
    public void close() throws IOException {
        // its thread looks every few milliseconds
        closed = true;
        listening.close();
    }
}
