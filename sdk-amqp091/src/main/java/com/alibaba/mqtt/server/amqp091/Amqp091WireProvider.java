package com.alibaba.mqtt.server.amqp091;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.Login;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.connect.Step;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Wire;
import com.alibaba.mqtt.server.network.WireProvider;
import com.rabbitmq.client.Address;
import com.rabbitmq.client.AddressResolver;
import com.rabbitmq.client.Connection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Opens AMQP 0-9-1 wires. Found by {@link java.util.ServiceLoader}. */
public final class Amqp091WireProvider implements WireProvider {
    private final LongSupplier clock;

    /** Creates a provider. */
    public Amqp091WireProvider() {
        this(System::currentTimeMillis);
    }

    /** @param clock returns the milliseconds since 1970; asked once for each login */
    Amqp091WireProvider(LongSupplier clock) {
        this.clock = clock;
    }

    @Override
    public Protocol protocol() {
        return Protocol.AMQP_0_9_1;
    }

    @Override
    public Wire open(ConnectionSettings config, Consumer<ServerException> onLost) throws ServerException {
        Credentials credentials = config.credentials();
        String signKey = Long.toString(clock.getAsLong());
        Login login = Login.signKey(config.instanceId(), credentials, signKey);
        Amqp091Errors errors = new Amqp091Errors(config, credentials, login, signKey);
        Loss loss = new Loss(onLost);
        Transport transport = new Transport(config, errors);
        boolean opened = false;
        try {
            transport.connect();
            Factory factory = new Factory(config, login, signKey, transport, () -> loss.lost(errors::cancelled));
            Connection connection = Step.within(
                    Deadline.in(config.handshakeTimeout()),
                    transport.receivers(),
                    transport::closeSocket,
                    () -> factory.newConnection(transport.receivers(), onlyAddress(config)));
            Amqp091Wire wire = new Amqp091Wire(connection, transport, errors, loss, config);
            opened = true;
            return wire;
        } catch (Throwable e) {
            // Throwable: a class path may lack what the library needs, and this machine threads
            throw errors.whileConnecting(credentials, e);
        } finally {
            if (!opened) {
                transport.cut();
            }
        }
    }

    /** One for one socket: the library would try a refused login again at each other. */
    private static AddressResolver onlyAddress(ConnectionSettings config) {
        Address address = new Address(config.domain(), config.port());
        return () -> List.of(address);
    }
}
