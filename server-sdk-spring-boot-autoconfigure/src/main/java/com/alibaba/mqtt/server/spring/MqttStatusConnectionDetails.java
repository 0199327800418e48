package com.alibaba.mqtt.server.spring;

import com.alibaba.mqtt.server.auth.CredentialsProvider;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Where the service is and who we are. A bean of this type replaces the properties that say so, of the instance
 * {@code mqtt-status}; the emulator's is one.
 */
public interface MqttStatusConnectionDetails extends ConnectionDetails {
    /** Returns the host for notices and messages. */
    String domain();

    /** Returns the port for notices and messages. */
    int port();

    /** Returns the id of the instance. */
    String instanceId();

    /** Returns the address of the OpenAPI, for queries. */
    String endpoint();

    /** Returns who we are. */
    CredentialsProvider credentials();
}
