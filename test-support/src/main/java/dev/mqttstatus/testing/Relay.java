package dev.mqttstatus.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A bad network between a client and a server. It passes everything on until a fault is asked for; the connections that
 * come after a fault are good ones again. It remembers how each client greeted the server.
 *
 * <ol>
 *   <li>All state is guarded by this object's monitor, which is never held while a socket is read or written.
 *   <li>Two threads serve a connection, one for each way; each ends when its socket does.
 *   <li>What a fault has swallowed or delayed at the end of its connection is lost: a byte that passes has passed all
 *       bytes before it.
 * </ol>
 */
public final class Relay implements AutoCloseable {
    private static final int GREETING_BYTES = 8;
    private static final int NOWHERE = -1;

    /** The two ways of a connection. */
    public enum Way {
        TO_SERVER,
        TO_CLIENT
    }

    /** Sees what passes, on the threads that pass it on. */
    public interface Tap {
        void passing(Way way, byte[] bytes, int count);
    }

    private final RelayPort port;
    private final RelayThreads threads = new RelayThreads();
    private final List<String> greetings = new CopyOnWriteArrayList<>();
    private final List<RelayLink> links = new ArrayList<>();
    private final Set<Way> held = EnumSet.noneOf(Way.class);
    private volatile Tap tap = (way, bytes, count) -> {};
    private InetSocketAddress target;
    private Duration delay = Duration.ZERO;
    private int bytesPerSecond = Integer.MAX_VALUE;
    private int truncateAt = NOWHERE;
    private boolean closed;

    /** A relay to a port of 127.0.0.1, on a free one. */
    public Relay(int targetPort) throws IOException {
        this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), targetPort);
    }

    /**
     * A relay to a port of 127.0.0.1.
     *
     * @param near where it listens; port 0 for a free one
     */
    public Relay(InetSocketAddress near, int targetPort) throws IOException {
        target(targetPort);
        port = new RelayPort(near, threads, this::link);
    }

    public int port() {
        return port.number();
    }

    /** The first eight bytes of each client, in hexadecimal digits. */
    public List<String> greetings() {
        return List.copyOf(greetings);
    }

    /** From now on it sees what passes. */
    public void tap(Tap listener) {
        tap = listener;
    }

    /** From now on new connections lead to this port of 127.0.0.1. */
    public synchronized void target(int port) {
        target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** From now on no byte passes, until {@link #release} or the end of its connection. */
    public void hold() {
        hold(Way.TO_SERVER);
        hold(Way.TO_CLIENT);
    }

    /** As {@link #hold()}, one way only. */
    public synchronized void hold(Way way) {
        held.add(way);
    }

    /** Lets all pass again, what was delayed first. */
    public synchronized void release() {
        held.clear();
        notifyAll();
    }

    /** From now on all bytes come this much later, at most so many in a second. */
    public synchronized void slow(Duration delay, int bytesPerSecond) {
        this.delay = delay;
        this.bytesPerSecond = bytesPerSecond;
    }

    /** From now on as fast as it goes. */
    public void fast() {
        slow(Duration.ZERO, Integer.MAX_VALUE);
    }

    /**
     * The connections of now are as one whose other end has lost its power, or that a firewall has forgotten: the
     * sockets stay open, and what is written to them goes nowhere, without an error; an end of one side does not reach
     * the other.
     */
    public synchronized void halfOpen() {
        for (RelayLink link : links) {
            link.dead = !link.over;
        }
        release();
    }

    /** Ends half-open connections at their server's side, as its own time-out does; the client is not informed. */
    public synchronized void timeOutAtServer() throws IOException {
        for (RelayLink link : links) {
            if (link.dead) {
                RelayLink.reset(link.far);
            }
        }
    }

    /** Ends the connections of now with a TCP reset. */
    public synchronized void reset() throws IOException {
        for (RelayLink link : links) {
            link.reset();
        }
        links.clear();
        release();
    }

    /** Ends the connections of now as a program does that closes its socket. */
    public synchronized void cut() throws IOException {
        for (RelayLink link : links) {
            link.cut();
        }
        release();
    }

    /** The next bytes for a client, if there are more than this, stop after so many, and their connection is cut. */
    public synchronized void truncate(int bytes) {
        truncateAt = bytes;
    }

    /** Whether the last {@link #truncate} has met its bytes. */
    public synchronized boolean isTruncated() {
        return truncateAt == NOWHERE;
    }

    /** From now on nobody listens: who connects is refused. The connections of now stay. */
    public void refuse() throws IOException {
        Thread last;
        synchronized (this) {
            last = port.close();
        }
        // the system takes connections for as long as a thread is still on its way out of accept()
        RelayThreads.join(last);
    }

    /** Listens again, on the same port, if it does not. */
    public synchronized void accept() throws IOException {
        port.open();
    }

    /** Ends everything, the connections with a TCP reset. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            port.close();
            reset();
        }
        threads.join();
    }

    private void link(Socket client) throws IOException {
        RelayLink link = connect(client);
        if (link == null) {
            return;
        }
        threads.start(() -> pump(link, Way.TO_SERVER));
        threads.start(() -> pump(link, Way.TO_CLIENT));
    }

    /** Null if there is no server. */
    private synchronized RelayLink connect(Socket client) throws IOException {
        Socket far = new Socket();
        RelayLink link = new RelayLink(client, far);
        try {
            far.connect(target);
            client.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
        } catch (IOException e) {
            far.close();
            link.reset();
            return null;
        }
        links.add(link);
        // a client may come while the relay is being closed
        if (closed) {
            reset();
        }
        return link;
    }

    /** Passes on what one side sends until it ends, by a word or by a reset, and then ends the other side. */
    private void pump(RelayLink link, Way way) throws IOException {
        boolean said = false;
        try {
            InputStream in = link.from(way).getInputStream();
            if (way == Way.TO_SERVER) {
                byte[] greeting = in.readNBytes(GREETING_BYTES);
                greetings.add(HexFormat.of().formatHex(greeting));
                pass(link, way, greeting, greeting.length);
            }
            byte[] bytes = new byte[8192];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                pass(link, way, bytes, count);
            }
            said = true;
        } finally {
            ended(link, way, said);
        }
    }

    private void pass(RelayLink link, Way way, byte[] bytes, int count) throws IOException {
        int passing = admit(link, way, count);
        if (passing > 0) {
            OutputStream out = link.to(way).getOutputStream();
            LockSupport.parkNanos(pauseNanos(passing));
            tap.passing(way, bytes, passing);
            out.write(bytes, 0, passing);
        }
        if (passing < count) {
            truncated(link);
        }
    }

    /** Waits until bytes may pass; returns how many of them do. */
    private synchronized int admit(RelayLink link, Way way, int count) throws IOException {
        while (held.contains(way) && !link.over) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        if (link.dead || link.over) {
            return 0;
        }
        if (way == Way.TO_CLIENT && truncateAt != NOWHERE && count > truncateAt) {
            link.truncated = true;
            int passing = truncateAt;
            truncateAt = NOWHERE;
            return passing;
        }
        return count;
    }

    private synchronized long pauseNanos(int bytes) {
        return delay.toNanos() + TimeUnit.SECONDS.toNanos(bytes) / bytesPerSecond;
    }

    private synchronized void truncated(RelayLink link) throws IOException {
        if (link.truncated && !link.over) {
            link.cut();
            release();
        }
    }

    private synchronized void ended(RelayLink link, Way way, boolean said) throws IOException {
        link.ended(way, said);
        if (link.near.isClosed()) {
            links.remove(link);
        }
    }
}
