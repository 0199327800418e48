package com.alibaba.mqtt.server.cli.doctor;

import com.alibaba.mqtt.server.internal.ForeignText;

/**
 * A server to examine.
 *
 * @param area which of the two, as the first word of its steps
 * @param host its name or address
 * @param port its port
 * @param tls whether it is reached by TLS
 */
record Server(String area, String host, int port, boolean tls) {
    @Override
    public String toString() {
        return ForeignText.visible(host) + ":" + port;
    }
}
