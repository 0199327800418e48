package com.alibaba.mqtt.server.connection;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.network.Source;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sources that are wanted, and who asks for them on each connection. The set is guarded by the monitor of the
 * supervisor, which is not held while a wire is asked.
 */
final class Subscriptions {
    private final Object monitor;
    private final ConnectionSupervisor.Owner owner;
    private final int credit;
    private final Recovery recovery;
    private final Set<Source> wanted = new LinkedHashSet<>();

    /** @param credit how many deliveries of each source may be unsettled */
    Subscriptions(Object monitor, ConnectionSupervisor.Owner owner, int credit, Recovery recovery) {
        this.monitor = monitor;
        this.owner = owner;
        this.credit = credit;
        this.recovery = recovery;
    }

    /** Returns what is wanted; with the monitor held. */
    Set<Source> wanted() {
        return wanted;
    }

    /** Returns whether all that is wanted was asked for; with the monitor held. */
    boolean areAskedOn(Connection current) {
        for (Source source : wanted) {
            if (!current.subscribed.contains(source) && !current.refused.contains(source)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Asks for all that is wanted and was not asked for; blocks.
     *
     * @param refusalIsFatal whether a refusal is thrown; else it is only logged, and asked for later
     */
    void askForMissing(Connection current, boolean refusalIsFatal) throws ServerException {
        for (Source source = claimMissing(current); source != null; source = claimMissing(current)) {
            try {
                ask(current, source);
            } catch (ServerException e) {
                synchronized (monitor) {
                    current.subscribed.remove(source);
                    current.refused.add(source);
                }
                if (refusalIsFatal || !current.isOpen()) {
                    throw e;
                }
                recovery.refused(source, e);
            }
        }
    }

    private @Nullable Source claimMissing(Connection current) {
        synchronized (monitor) {
            for (Source source : wanted) {
                if (!current.refused.contains(source) && current.subscribed.add(source)) {
                    return source;
                }
            }
            return null;
        }
    }

    /** Asks for a source that was claimed; blocks. */
    void ask(Connection current, Source source) throws ServerException {
        try {
            current.wire().subscribe(source, credit, owner.receiver(source, current));
        } catch (Throwable e) {
            // Throwable: a source that is claimed and not asked for would be silent forever
            throw unexpected(e);
        }
        recovery.subscribed(source);
    }

    /** Returns what a wire threw as an error of ours. */
    static ServerException unexpected(Throwable e) {
        if (e instanceof ServerException known) {
            return known;
        }
        Throwable shown = ForeignText.hiding().show(e);
        return new ServerException(ErrorCode.CONNECT_FAILED, "connecting failed with " + shown, true, shown);
    }
}
