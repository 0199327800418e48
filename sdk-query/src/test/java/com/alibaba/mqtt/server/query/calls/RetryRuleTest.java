package com.alibaba.mqtt.server.query.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryRuleTest {
    private static final RetryRule RULE = new RetryRule(4, () -> 0.5);

    private static ServerException failure(String code, boolean retryable, Duration hint) {
        return new ServerException(code, "m", retryable, 0, null, hint, null);
    }

    private static long millis(long nanos) {
        return nanos < 0 ? nanos : nanos / 1_000_000;
    }

    @ParameterizedTest
    @CsvSource({"1,100", "2,200", "3,400", "4,-1"})
    void pausesGrowAndEnd(int failed, long millis) {
        assertEquals(millis, millis(RULE.pauseNanos(failure("Throttling.User", true, null), failed, true)));
    }

    @Test
    void noPauseIsLongerThanFiveSeconds() {
        RetryRule rule = new RetryRule(10, () -> 1);
        assertEquals(5_000, millis(rule.pauseNanos(failure("InternalError", true, null), 9, true)));
    }

    @Test
    void theServersHintIsKept() {
        assertEquals(1_600, millis(RULE.pauseNanos(failure("Throttling", true, Duration.ofMillis(1_500)), 1, true)));
    }

    @ParameterizedTest
    @CsvSource({
        "Throttling.User,true,true",
        "SystemOverFlow,true,true",
        "ServiceUnavailable,true,true",
        "InternalError,true,false",
        "Client.ConnectionLost,true,false",
        "Client.TimedOut,true,false",
        "Client.MalformedAnswer,true,false",
        "Client.ConnectFailed,true,true",
        "Client.UnknownHost,true,true"
    })
    void whatMayHaveBeenDoneIsDoneAgainOnlyIfThatIsHarmless(String code, boolean idempotent, boolean not) {
        assertEquals(idempotent, RULE.pauseNanos(failure(code, true, null), 1, true) >= 0);
        assertEquals(not, RULE.pauseNanos(failure(code, true, null), 1, false) >= 0);
    }

    @Test
    void whatIsTheCallersIsNotRepeated() {
        for (String code :
                new String[] {ErrorCode.CREDENTIALS_FAILED, ErrorCode.UNEXPECTED, ErrorCode.TOO_MANY_CALLS}) {
            assertEquals(-1, RULE.pauseNanos(failure(code, true, null), 1, true));
        }
        assertEquals(-1, RULE.pauseNanos(failure("SignatureDoesNotMatch", false, null), 1, true));
    }

    @Test
    void oneRepetitionForTenCallsAfterTheFirstTen() {
        RetryQuota quota = new RetryQuota();
        for (int i = 0; i < 10; i++) {
            assertTrue(quota.take());
        }
        assertFalse(quota.take());
        for (int i = 0; i < 9; i++) {
            quota.call();
        }
        assertFalse(quota.take());
        quota.call();
        assertTrue(quota.take());
        for (int i = 0; i < 100_000; i++) {
            quota.call();
        }
        int saved = 0;
        while (quota.take()) {
            saved++;
        }
        assertEquals(100, saved);
    }
}
