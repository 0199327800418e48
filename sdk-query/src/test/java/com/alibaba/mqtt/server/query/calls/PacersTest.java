package com.alibaba.mqtt.server.query.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ServerException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** In virtual time. */
class PacersTest {
    private static final Rates RATES = new Rates(Map.of("One", 200.0, "Many", 80.0), 200, 250);

    private final VirtualTime time = new VirtualTime();
    private final Pacers pacers = new Pacers(time);

    @Test
    void clientsOfOneKeyShareAndRotationKeeps() {
        Pacers.Part a = pacers.of("https://e", "key1");
        assertSame(a.pacer(), pacers.of("https://e", "key1").pacer());
        assertNotSame(a.pacer(), pacers.of("https://other", "key1").pacer());
        Pacers.Part rotated = pacers.rotated("https://e", "key2", a);
        assertSame(a.pacer(), rotated.pacer());
        assertSame(a.pacer(), pacers.of("https://e", "key2").pacer());
        Pacers.Part another = pacers.of("https://e", "another account");
        assertNotSame(a.pacer(), another.pacer());
        assertSame(a.total(), another.total(), "of the address");
    }

    @Test
    void theTotalHoldsOverAllOperationsAndAccounts() throws Exception {
        Pacer one = pacers.of("https://e", "key1").pacer();
        Pacer other = pacers.of("https://e", "key2").pacer();
        long start = time.nanos();
        for (int i = 0; i < 250; i++) {
            long unused = one.pass("One", RATES);
            unused = other.pass("One", RATES);
        }
        double seconds = (time.nanos() - start) / 1e9;
        assertTrue(seconds > 1.8, seconds + " s for 500 at 250 a second");
    }

    @Test
    void throttlingOfTheUserSlowsAllAndOfTheApiOne() {
        Pacer pacer = pacers.of("https://e", "key1").pacer();
        pacer.throttled("Many", new ServerException("Throttling.Api", "m", true, null), time.nanos());
        assertEquals(0.7, pacer.factor("Many"), 1e-9);
        assertEquals(1, pacer.factor("One"), 1e-9);
        time.pass(1);
        pacer.throttled("Many", new ServerException("Throttling.User", "m", true, null), time.nanos());
        assertEquals(0.7, pacer.factor("One"), 1e-9);
    }

    @Test
    void withoutALimitNobodyWaits() throws Exception {
        Pacer pacer = pacers.of("https://e", "key1").pacer();
        long start = time.nanos();
        Rates none = new Rates(Map.of(), Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
        for (int i = 0; i < 10_000; i++) {
            long unused = pacer.pass("One", none);
        }
        assertEquals(start, time.nanos());
    }
}
