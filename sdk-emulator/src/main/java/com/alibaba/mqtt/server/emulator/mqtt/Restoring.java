package com.alibaba.mqtt.server.emulator.mqtt;

import java.io.IOException;
import org.apache.activemq.artemis.core.server.ActivateCallback;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.jspecify.annotations.Nullable;

/** What an Artemis does before it opens its ports: it takes its sessions from before the start. */
final class Restoring implements ActivateCallback {
    private final ActiveMQServer server;
    private final Offline offline;
    private final @Nullable Stored kept;
    private @Nullable Exception failure;

    Restoring(ActiveMQServer server, Offline offline, @Nullable Stored kept) {
        this.server = server;
        this.offline = offline;
        this.kept = kept;
    }

    @Override
    public void activated() {
        try {
            if (kept != null) {
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
