package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.auth.Login;
import com.alibaba.mqtt.server.internal.Causes;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.internal.connect.NamedTls;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Receiver;
import com.alibaba.mqtt.server.threads.Closings;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.apache.qpid.jms.JmsConnection;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.apache.qpid.jms.policy.JmsDefaultPrefetchPolicy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives by JMS sessions and message listeners, so with any version of Qpid JMS: each delivery costs hand-offs between
 * threads, but means what it means on the {@link Bypass}. Deliveries are settled each by itself, with its own outcome, by
 * Qpid JMS' documented mode {@value #INDIVIDUAL_ACKNOWLEDGE} and property {@value PlainSource#ACK_TYPE}; this blocks, so it
 * has a thread of ours.
 */
final class PlainJms implements Route {
    private static final Logger LOG = LoggerFactory.getLogger(PlainJms.class);
    private static final int INDIVIDUAL_ACKNOWLEDGE = 101;
    /** One of so many. */
    private static final int PREFETCHED = 10;

    private final ConnectionSettings config;
    private final InetAddress address;
    private final int connectMillis;
    private final @Nullable SSLContext tls;
    /** By address. */
    private final Map<String, PlainSource> sources = new ConcurrentHashMap<>();

    private final ExecutorService settling = WireThreads.one();
    private final SettlementBatch<PlainSource.Settlement> batch = new SettlementBatch<>(this::settleLater);
    private final Closings closings = new Closings(WireThreads.NEW);
    /** Guarded by this object's monitor, like the rest: the thread that connects; null if none does. */
    private @Nullable Thread connecting;

    private @Nullable JmsConnection connection;
    private boolean cut;
    private volatile boolean reached;

    /**
     * Creates a route that is not connected yet.
     *
     * @param connectMillis the limit for reaching the address, without TLS; 0 for none
     * @param tls null for none
     */
    PlainJms(ConnectionSettings config, InetAddress address, int connectMillis, @Nullable SSLContext tls) {
        this.config = config;
        this.address = address;
        this.connectMillis = connectMillis;
        this.tls = tls;
    }

    /** {@inheritDoc} To be called by a thread that ends with the call: {@link #cut} may interrupt it. */
    @Override
    public JmsConnection connectAs(Login login) throws JMSException {
        begin();
        try {
            JmsConnection connected = (JmsConnection) factory().createConnection(login.userName(), login.password());
            reached = true;
            synchronized (this) {
                connection = connected;
            }
            return connected;
        } catch (JMSException e) {
            reached = !Causes.has(e, ConnectException.class) && !Causes.has(e, NoRouteToHostException.class);
            throw e;
        } finally {
            synchronized (this) {
                connecting = null;
            }
        }
    }

    private synchronized void begin() throws JMSException {
        if (cut) {
            throw new JMSException("given up");
        }
        connecting = Thread.currentThread();
    }

    private JmsConnectionFactory factory() throws JMSException {
        JmsConnectionFactory factory = new JmsConnectionFactory(uri());
        if (tls != null) {
            factory.setSslContext(NamedTls.of(tls, config));
        }
        int limit = Opening.limit(config.handshakeTimeout());
        factory.setConnectTimeout(limit);
        factory.setRequestTimeout(limit);
        factory.setCloseTimeout(Opening.CLOSE_MILLIS);
        factory.setUseDaemonThread(true);
        // a header of a message may have any name
        factory.setValidatePropertyNames(false);
        // what is too old is for the server to say
        factory.setLocalMessageExpiry(false);
        // a settlement does not wait for the server
        factory.setForceAsyncAcks(true);
        return factory;
    }

    /** The address, and not the name, which may be none that a URI can have; nothing else in it is an application's. */
    private String uri() throws JMSException {
        String host;
        try {
            // without the scope that an IPv6 address may have
            host = InetAddress.getByAddress(address.getAddress()).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address is always one", e);
        }
        String literal = address instanceof Inet6Address ? "[" + host + "]" : host;
        // IdleTimeout: Qpid JMS capitalizes the first letter by the rules of the locale, and Turkish has others
        // for i
        return (tls == null ? "amqp://" : "amqps://") + literal + ":" + config.port()
                + "?amqp.saslMechanisms=PLAIN"
                + "&amqp.vhost=" + URLEncoder.encode(config.domain(), StandardCharsets.UTF_8)
                + "&amqp.IdleTimeout=" + Opening.heartbeat(config) * 1_000
                + "&transport.connectTimeout=" + connectMillis
                + "&transport.useEpoll=false&transport.useKQueue=false"
                + (tls == null ? "" : "&transport.verifyHost=" + config.isVerifyHostName());
    }

    @Override
    public boolean wasReached() {
        return reached;
    }

    /** {@inheritDoc} Qpid JMS gives its time-out for closing to a server that does not take part. */
    @Override
    public synchronized void cut() {
        cut = true;
        if (connecting != null) {
            connecting.interrupt();
        }
        JmsConnection open = connection;
        connection = null;
        if (open != null) {
            try {
                WireThreads.NEW.execute(() -> close(open));
            } catch (Throwable e) {
                // Throwable: no thread left
                LOG.debug("a connection stays open until the server ends it", e);
            }
        }
        settling.shutdown();
        closings.end();
    }

    private static void close(JmsConnection open) {
        try {
            open.close();
        } catch (JMSException | RuntimeException e) {
            LOG.debug("a connection could not be closed", ForeignText.hiding().show(e));
        }
    }

    @Override
    public synchronized boolean isCut() {
        return cut;
    }

    /** {@inheritDoc} The connection's listeners are all there are. */
    @Override
    public void onFailure(Consumer<Throwable> listener) {}

    @Override
    public int acknowledgeMode() {
        return INDIVIDUAL_ACKNOWLEDGE;
    }

    /**
     * {@inheritDoc} What Qpid JMS has prefetched is a tenth of what may be unsettled, as it waits in vain behind a call that
     * hangs; see {@link PlainSource}.
     */
    @Override
    public int prefetch(int credit) {
        return Math.min(credit / PREFETCHED, JmsDefaultPrefetchPolicy.MAX_PREFETCH_SIZE);
    }

    @Override
    public void open(String address, int credit, Receiver receiver) {
        sources.put(
                address,
                new PlainSource(
                        new GuardedReceiver(receiver), credit - prefetch(credit), config.maxMessageBytes(), batch));
        batch.limitTo(credit);
    }

    @Override
    public void attach(Session session, String address) throws JMSException {
        PlainSource source = sources.get(address);
        if (source == null) {
            throw new JMSException("given up");
        }
        source.attach(session, address);
    }

    @Override
    public void close(String address) {
        PlainSource source = sources.remove(address);
        if (source != null) {
            source.end();
        }
    }

    private void settleLater(List<PlainSource.Settlement> settlements) {
        try {
            settling.execute(() -> settlements.forEach(PlainSource.Settlement::settle));
        } catch (RejectedExecutionException e) {
            LOG.debug("not settled, as the connection is closed; the server will deliver again");
        }
    }

    @Override
    public void flush() {
        batch.flush();
    }

    @Override
    public void stopReceiving(Deadline deadline) {
        List<PlainSource> all = List.copyOf(sources.values());
        CountDownLatch ended = new CountDownLatch(all.size());
        for (PlainSource source : all) {
            source.end();
            try {
                closings.start(() -> {
                    source.detach();
                    ended.countDown();
                });
            } catch (Throwable e) {
                // Throwable: no thread left
                ended.countDown();
            }
        }
        if (!WireThreads.awaitAll(ended, deadline)) {
            LOG.debug("the server did not stop delivering in time");
        }
    }

    @Override
    public void beforeClose() {
        synchronized (this) {
            // whoever calls this closes it
            connection = null;
        }
        sources.values().forEach(PlainSource::end);
        batch.flush();
        settling.shutdown();
        try {
            if (!settling.awaitTermination(Opening.CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.debug("not all is settled; the server will deliver the rest again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
