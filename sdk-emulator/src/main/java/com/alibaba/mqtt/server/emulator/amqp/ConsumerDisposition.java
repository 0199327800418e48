package com.alibaba.mqtt.server.emulator.amqp;

import org.apache.qpid.server.bytebuffer.QpidByteBuffer;
import org.apache.qpid.server.protocol.v1_0.ConnectionHandler;
import org.apache.qpid.server.protocol.v1_0.codec.DescribedTypeConstructor;
import org.apache.qpid.server.protocol.v1_0.codec.TypeConstructor;
import org.apache.qpid.server.protocol.v1_0.codec.ValueHandler;
import org.apache.qpid.server.protocol.v1_0.type.AmqpErrorException;
import org.apache.qpid.server.protocol.v1_0.type.Symbol;
import org.apache.qpid.server.protocol.v1_0.type.UnsignedLong;
import org.apache.qpid.server.protocol.v1_0.type.codec.AMQPDescribedTypeRegistry;
import org.apache.qpid.server.protocol.v1_0.type.messaging.Accepted;
import org.apache.qpid.server.protocol.v1_0.type.messaging.Rejected;
import org.apache.qpid.server.protocol.v1_0.type.transport.Disposition;

/** An AMQP 1.0 disposition that marks the thread with its {@link Settling} while it is carried out. */
final class ConsumerDisposition extends Disposition {
    private static final Symbol NAME = Symbol.valueOf("amqp:disposition:list");
    private static final UnsignedLong CODE = UnsignedLong.valueOf(0x15);

    private ConsumerDisposition(Disposition received) {
        setRole(received.getRole());
        setFirst(received.getFirst());
        setLast(received.getLast());
        setSettled(received.getSettled());
        setState(received.getState());
        setBatchable(received.getBatchable());
    }

    /** From now on the dispositions read with this registry, which belongs to one connection, are of this class. */
    static void register(AMQPDescribedTypeRegistry registry) {
        registry.register(NAME, marking(registry.getConstructor(NAME)));
        registry.register(CODE, marking(registry.getConstructor(CODE)));
    }

    @Override
    public void invoke(int channel, ConnectionHandler connection) {
        settling().during(() -> super.invoke(channel, connection));
    }

    private Settling settling() {
        if (getState() instanceof Rejected) {
            return Settling.REJECTED;
        }
        return getState() instanceof Accepted ? Settling.ACCEPTED : Settling.RETURNED;
    }

    private static DescribedTypeConstructor<Object> marking(DescribedTypeConstructor<?> original) {
        return (descriptor, in, position, values) -> {
            TypeConstructor<?> constructor = original.construct(descriptor, in, position, values);
            return new TypeConstructor<Object>() {
                @Override
                public Object construct(QpidByteBuffer in, ValueHandler values) throws AmqpErrorException {
                    Object read = constructor.construct(in, values);
                    return read instanceof Disposition disposition ? new ConsumerDisposition(disposition) : read;
                }
            };
        };
    }
}
