package com.alibaba.mqtt.server.cli.doctor;

import com.alibaba.mqtt.server.internal.ForeignText;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A server to examine.
 *
 * @param area which of the two, as the first word of its steps
 * @param host its name or address
 * @param port its port
 * @param tls whether it is reached by TLS
 * @param ca the certificates to trust, null for those that Java trusts
 */
record Server(
        String area,
        String host,
        int port,
        boolean tls,
        @Nullable Path ca) {
    @Override
    public String toString() {
        return ForeignText.visible(host) + ":" + port;
    }
}
