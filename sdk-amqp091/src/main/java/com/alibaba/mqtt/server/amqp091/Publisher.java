package com.alibaba.mqtt.server.amqp091;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.network.Outgoing;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Sends the messages of one connection, on one channel at a time; a channel that the server closed is replaced by the
 * next send. All fields are guarded by this object's monitor, but {@code blocked}.
 */
final class Publisher {
    private static final String NUMBER_HEADER = "seqId";
    private static final String USER_PROPERTIES_HEADER = "mqtt5UserProperty";

    private final Connection connection;
    private final Amqp091Errors errors;
    private @Nullable Channel channel;
    private @Nullable Confirms confirms;
    private long lastNumber;
    /** Why the server takes nothing now; null if it does. */
    private volatile @Nullable String blocked;

    Publisher(Connection connection, Amqp091Errors errors) {
        this.connection = connection;
        this.errors = errors;
        connection.addBlockedListener(reason -> blocked = reason, () -> blocked = null);
    }

    /**
     * See {@link com.alibaba.mqtt.server.network.Wire#send}. While the server says that it takes nothing, a send fails
     * immediately: written anyway it would wait in the socket, without limit, and hold up all behind it.
     */
    CompletableFuture<Void> send(Outgoing message) throws ServerException {
        String reason = blocked;
        if (reason != null) {
            throw errors.sendRefused("it takes none for now: " + reason);
        }
        try {
            return publish(message);
        } catch (IOException | ShutdownSignalException e) {
            throw errors.whileSending(e);
        } catch (IllegalArgumentException e) {
            throw errors.sendRefused("it does not fit into AMQP 0-9-1: " + e.getMessage());
        }
    }

    private synchronized CompletableFuture<Void> publish(Outgoing message) throws IOException {
        Channel current = channel;
        Confirms expected = confirms;
        if (current == null || expected == null || !current.isOpen()) {
            current = openChannel();
            expected = listenOn(current);
        }
        // not the library's number: that counts messages which it then refuses to send, too
        long number = lastNumber + 1;
        CompletableFuture<Void> confirmed = expected.expect(number);
        boolean sent = false;
        try {
            current.basicPublish(
                    message.topic(), message.topic(), true, properties(message, number), message.payload());
            lastNumber = number;
            sent = true;
        } finally {
            if (!sent) {
                expected.forget(number);
            }
        }
        return confirmed;
    }

    private Channel openChannel() throws IOException {
        return connection.openChannel().orElseThrow(() -> errors.sendRefused("it allows no more channels"));
    }

    /** Prepares a channel for sends, and keeps it for the next. */
    private Confirms listenOn(Channel fresh) throws IOException {
        Confirms unconfirmed = new Confirms(errors::sendRefused);
        fresh.addConfirmListener(unconfirmed::acked, unconfirmed::nacked);
        fresh.addReturnListener(returned -> {
            Map<String, Object> headers = returned.getProperties().getHeaders();
            if (headers != null && headers.get(NUMBER_HEADER) instanceof Number number) {
                unconfirmed.returned(number.longValue(), returned.getReplyText());
            }
        });
        boolean ready = false;
        try {
            fresh.confirmSelect();
            ready = true;
        } finally {
            if (!ready && fresh.isOpen()) {
                fresh.abort();
            }
        }
        fresh.addShutdownListener(cause -> unconfirmed.closed(errors.channelClosed(cause)));
        channel = fresh;
        confirms = unconfirmed;
        lastNumber = 0;
        return unconfirmed;
    }

    private static AMQP.BasicProperties properties(Outgoing message, long number) {
        Map<String, Object> headers = new HashMap<>();
        headers.put(NUMBER_HEADER, number);
        String userProperties = message.userPropertiesJson();
        if (userProperties != null) {
            headers.put(USER_PROPERTIES_HEADER, userProperties);
        }
        return new AMQP.BasicProperties.Builder()
                .messageId(message.messageId())
                .contentType(message.contentType())
                .expiration(message.expiryInterval())
                .headers(headers)
                .build();
    }
}
