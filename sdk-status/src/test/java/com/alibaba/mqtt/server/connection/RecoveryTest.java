package com.alibaba.mqtt.server.connection;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.network.Source;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    /** Each connection was lost soon after it was opened. */
    private static final long HOUR_MILLIS = 3_600_000;
    /** Each connection has lasted. */
    private static final long PAST_MILLIS = -1;

    private static final List<Source> SOURCES = List.of(Source.status("GID_a"));

    private final ServerException why = new ServerException(ErrorCode.CONNECTION_LOST, "cut", true, null);
    private final Recovery recovery = new Recovery("test");

    @Test
    void theThirdLossInARowSaysWhatMayBeTheCause() {
        recovery.lost(HOUR_MILLIS);
        assertSame(why, recovery.explain(why, SOURCES, HOUR_MILLIS));
        recovery.lost(HOUR_MILLIS);

        String text = recovery.explain(why, SOURCES, HOUR_MILLIS).getMessage();

        assertTrue(text.contains("lost 3 times in a row") && text.contains("GID_a") && text.contains("cut"), text);
    }

    @Test
    void theLossOfAConnectionThatLastedIsNoneOfTheRow() {
        recovery.lost(HOUR_MILLIS);
        recovery.lost(HOUR_MILLIS);

        assertSame(why, recovery.explain(why, SOURCES, PAST_MILLIS));
    }
}
