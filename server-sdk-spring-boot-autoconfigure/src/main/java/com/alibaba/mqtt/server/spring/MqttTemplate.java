package com.alibaba.mqtt.server.spring;

import com.alibaba.mqtt.server.ServerProducer;
import com.alibaba.mqtt.server.callback.SendCallback;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.SendResult;
import com.alibaba.mqtt.server.common.ServerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages to MQTT clients. It connects at its first send, and after a failure to connect at the next one. What fails is an
 * {@link UncheckedIOException} of a {@link ServerException}, whose {@link ServerException#isRetryable()} says whether trying again
 * helps. Thread-safe.
 */
public final class MqttTemplate implements AutoCloseable {
    private final Supplier<ServerProducer> producers;
    private @Nullable ServerProducer started;
    private boolean closed;

    /** Creates one that sends with a producer that is not started. */
    public MqttTemplate(Supplier<ServerProducer> producers) {
        this.producers = producers;
    }

    /**
     * Sends a text as UTF-8, and waits until the service has it.
     *
     * @param topic the full topic, see {@link ServerProducer#sendMessage(String, byte[])}
     * @return the id of the message
     */
    public String send(String topic, String text) {
        return send(topic, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a message, and waits until the service has it; see {@link #send(String, String)}. */
    public String send(String topic, byte[] payload) {
        try {
            SendResult result = producer().sendMessage(topic, payload);
            ServerException cause = result.cause();
            if (cause != null) {
                throw cause;
            }
            return String.valueOf(result.getMsgId());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a message to one client, and waits until the service has it: to the topic {@code parent/p2p/clientId}. */
    public String sendTo(String parentTopic, String clientId, byte[] payload) {
        return send(parentTopic + "/p2p/" + clientId, payload);
    }

    /** Sends a message; the future ends with its id when the service has it, or with a {@link ServerException}. */
    public CompletableFuture<String> sendAsync(String topic, byte[] payload) {
        CompletableFuture<String> sent = new CompletableFuture<>();
        try {
            producer().sendMessage(topic, payload, new SendCallback() {
                @Override
                public void onSuccess(String msgId) {
                    sent.complete(msgId);
                }

                @Override
                public void onFail() {
                    sent.completeExceptionally(new IllegalStateException("the message was not sent"));
                }

                @Override
                public void onFail(String msgId, ServerException cause) {
                    sent.completeExceptionally(cause);
                }
            });
        } catch (IOException | RuntimeException e) {
            sent.completeExceptionally(e);
        }
        return sent;
    }

    private synchronized ServerProducer producer() throws IOException {
        if (closed) {
            throw new ServerException(ErrorCode.STOPPED, "the template is closed", false, null);
        }
        ServerProducer ready = started;
        if (ready == null) {
            ready = producers.get();
            try {
                ready.start();
            } catch (TimeoutException e) {
                throw new IOException(e);
            }
            started = ready;
        }
        return ready;
    }

    /** Closes the connection; what is outstanding is waited for, see {@link ServerProducer#stop()}. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (started != null) {
            started.stop();
        }
    }
}
