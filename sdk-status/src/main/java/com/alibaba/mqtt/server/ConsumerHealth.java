package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.common.ServerException;
import java.time.Duration;
import java.time.Instant;

/**
 * How a consumer is, at one moment. Counts begin with the consumer.
 *
 * @param state where its connection stands
 * @param cause why: for RECOVERING what was lost, for NEW why the start failed; else null
 * @param since since when the state is this
 * @param lastDelivery when the last notice or message came, malformed ones left out; null for none yet
 * @param lag how old the last one was when it came, by the service's clock and ours; null if not known
 * @param inHand how many are received and not settled: waiting for a listener, in its call, or in the pause after a
 *     failed call
 * @param hanging how many listener calls run longer than {@code ConsumerConfig.setHangReportMillis}
 * @param paused whether {@link ServerConsumer#pause()} holds
 * @param reconnects how often a lost connection was opened again
 * @param received how many deliveries came
 * @param processed how many listener calls returned
 * @param failed how many listener calls threw
 * @param malformed how many deliveries could not be read
 * @param undeliverable how many were given up: malformed ones and those that failed too often
 */
public record ConsumerHealth(
        ConnectionState state,
        ServerException cause,
        Instant since,
        Instant lastDelivery,
        Duration lag,
        int inHand,
        int hanging,
        boolean paused,
        long reconnects,
        long received,
        long processed,
        long failed,
        long malformed,
        long undeliverable) {
    /** Tells whether notices can arrive now: connected, and not paused. */
    public boolean isUp() {
        return state == ConnectionState.CONNECTED && !paused;
    }
}
