package com.alibaba.mqtt.server.emulator.mqtt;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.apache.activemq.artemis.core.server.ActivateCallback;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.jspecify.annotations.Nullable;

/**
 * What an Artemis does before it opens its ports: it waits for what it needs, and takes its sessions from before the start.
 */
final class Restoring implements ActivateCallback {
    private final ActiveMQServer server;
    private final Offline offline;
    private final BooleanSupplier ready;
    private final @Nullable Stored kept;
    private @Nullable Exception failure;

    /** @param ready waits, and returns whether it makes sense to go on */
    Restoring(ActiveMQServer server, Offline offline, BooleanSupplier ready, @Nullable Stored kept) {
        this.server = server;
        this.offline = offline;
        this.ready = ready;
        this.kept = kept;
    }

    @Override
    public void activated() {
        try {
            if (ready.getAsBoolean() && kept != null) {
                kept.restore(server, offline);
            }
        } catch (Exception e) {
            failure = e;
        }
    }

    /** Throws what has gone wrong. */
    void check() throws IOException {
        if (failure != null) {
            throw new IOException("sessions of devices are not restored: " + failure, failure);
        }
    }
}
