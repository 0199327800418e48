package com.alibaba.mqtt.server.cli.notices;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** A subscription of one group, while a command runs. */
final class Receiving implements AutoCloseable {
    private static final int ANSWER_MILLIS = 5_000;

    private final ServerConsumer consumer;

    private Receiving(ServerConsumer consumer) {
        this.consumer = consumer;
    }

    /**
     * Connects and subscribes. Says on the standard error that other consumers get less, and what happens to the
     * connection.
     *
     * @throws ServerException if there is no connection, or the login or the subscription is refused
     */
    static Receiving begin(Surroundings around, ChannelConfig channel, String group, StatusListener listener)
            throws ServerException {
        channel.setShutdownTimeout(ANSWER_MILLIS);
        ServerConsumer consumer = new ServerConsumer(channel, new ConsumerConfig());
        consumer.setConnectionListener((state, cause) -> {
            if (state == ConnectionState.RECOVERING) {
                around.say("the connection is lost and will be opened again"
                        + (cause == null ? "" : ": " + cause.getMessage()));
            }
        });
        Receiving receiving = new Receiving(consumer);
        boolean begun = false;
        try {
            consumer.start();
            consumer.subscribeStatus(group, listener);
            begun = true;
            return receiving;
        } catch (ServerException e) {
            throw e;
        } catch (IOException | TimeoutException e) {
            throw new ServerException(ErrorCode.UNEXPECTED, String.valueOf(e.getMessage()), true, e);
        } finally {
            if (!begun) {
                receiving.close();
            }
        }
    }

    /** Gives back what was not processed. */
    @Override
    public void close() {
        try {
            consumer.stopNow();
        } catch (IOException e) {
            // it is over either way
            return;
        }
    }
}
