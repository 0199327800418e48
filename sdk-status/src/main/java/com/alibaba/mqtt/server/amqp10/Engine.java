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

    /** @param heartbeatSeconds 0 for none */
    Engine(ConnectionSettings config, Line line, int heartbeatSeconds) {
        super(line.getRemoteLocation(), line, ProviderFutureFactory.create(new HashMap<>()));
        this.line = line;
        this.maxMessageBytes = config.maxMessageBytes();
        setVhost(config.domain());
        // PLAIN only: the login is a signature for this mechanism
        setSaslMechanisms(new String[] {"PLAIN"});
        setIdleTimeout(heartbeatSeconds * 1_000);
        setMaxFrameSize(MAX_FRAME);
    }

    Line line() {
        return line;
    }

    /** Makes consumers ours. */
    @Override
    public void create(JmsResource resource, AsyncResult request) throws ProviderException {
        if (!(resource instanceof JmsConsumerInfo consumer)
                || !(consumer.getParentId().getProviderHint() instanceof AmqpSession session)) {
            super.create(resource, request);
            return;
        }
        scheduleExecuteAndPump(() -> {
            try {
                new LinkBuilder(session, consumer, maxMessageBytes, maxMessageBytes + (long) BESIDES_BODY)
                        .buildResource(request);
            } catch (Throwable e) {
                // Throwable: who waits for the link must hear of it, and this thread lives on
                request.onFailure(new ProviderException("no link: " + e, e));
            }
        });
    }
}
