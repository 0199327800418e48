package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.network.ConnectionSettings;
import java.util.HashMap;
import org.apache.qpid.jms.meta.JmsConsumerInfo;
import org.apache.qpid.jms.meta.JmsResource;
import org.apache.qpid.jms.provider.AsyncResult;
import org.apache.qpid.jms.provider.ProviderException;
import org.apache.qpid.jms.provider.ProviderFutureFactory;
import org.apache.qpid.jms.provider.amqp.AmqpProvider;
import org.apache.qpid.jms.provider.amqp.AmqpSession;

/** Qpid JMS' protocol engine, set up by its setters: no value of an application is parsed for options. */
final class Engine extends AmqpProvider {
    /** Properties, headers and annotations of a message, besides its body. */
    private static final int BESIDES_BODY = 64 * 1024;

    /** A larger message comes in several frames. */
    private static final int MAX_FRAME = 128 * 1024;

    private final Line line;
    private final int maxMessageBytes;

    Engine(ConnectionSettings config, Line line) {
        super(line.getRemoteLocation(), line, ProviderFutureFactory.create(new HashMap<>()));
        this.line = line;
        this.maxMessageBytes = config.maxMessageBytes();
        setVhost(config.domain());
        // PLAIN only: the login is a signature for this mechanism
        setSaslMechanisms(new String[] {"PLAIN"});
        setIdleTimeout(Opening.heartbeat(config) * 1_000);
        setMaxFrameSize(MAX_FRAME);
    }

    Line line() {
        return line;
    }

    /** Creates our links for consumers. */
    @Override
    public void create(JmsResource resource, AsyncResult request) throws ProviderException {
        if (!(resource instanceof JmsConsumerInfo consumer)
                || !(consumer.getParentId().getProviderHint() instanceof AmqpSession session)) {
            super.create(resource, request);
            return;
        }
        scheduleExecuteAndPump(() -> {
            try {
                new Link.Builder(session, consumer, maxMessageBytes, maxMessageBytes + (long) BESIDES_BODY)
                        .buildResource(request);
            } catch (Throwable e) {
                // Throwable: a thread waits for the link, and this one must live on
                request.onFailure(new ProviderException("no link: " + e, e));
            }
        });
    }
}
