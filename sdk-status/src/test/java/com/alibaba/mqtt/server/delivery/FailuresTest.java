package com.alibaba.mqtt.server.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.FakeServer;
import com.alibaba.mqtt.server.FakeServer.FakeDelivery;
import com.alibaba.mqtt.server.network.Source;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FailuresTest {
    private static final int ATTEMPTS = 16;
    private static final Source SOURCE = Source.status("GID_a");
    private static final Decoder DECODER = Decoders.ofNotices(notice -> {});

    /** A message of a server that says no more than that it was delivered before. */
    private static final class Message extends FakeDelivery {
        private final String id;
        private int delivered;

        Message(String id, String clientId) {
            super(FakeServer.connect(clientId, 1));
            this.id = id;
        }

        @Override
        public String messageId() {
            return id;
        }

        @Override
        public int failedBefore() {
            return Math.min(1, delivered);
        }
    }

    private final Failures failures = new Failures();

    /** Delivers and fails it; returns whether it is given up. */
    private boolean fail(Message message) {
        int times = failures.failed(SOURCE, DECODER.decode(message), message);
        message.delivered++;
        boolean over = times >= ATTEMPTS;
        if (over) {
            failures.forget(SOURCE, DECODER.decode(message), message);
        }
        return over;
    }

    @Property(tries = 30)
    void messagesAlikeButForTheirIdsHaveAllAttemptsEachInAnyOrder(
            @ForAll @IntRange(min = 1, max = 70) int many, @ForAll long seed) {
        Random random = new Random(seed);
        List<Message> waiting = new ArrayList<>();
        for (int n = 0; n < many; n++) {
            waiting.add(new Message("id" + n, "c"));
        }
        while (!waiting.isEmpty()) {
            Message next = waiting.get(random.nextInt(waiting.size()));
            if (fail(next)) {
                assertEquals(ATTEMPTS, next.delivered);
                waiting.remove(next);
            }
        }
    }

    @Property(tries = 30)
    void messagesThatNothingDistinguishesHaveAllAttemptsEachWhenDeliveredInTurn(
            @ForAll @IntRange(min = 1, max = 70) int many, @ForAll long seed) {
        Random random = new Random(seed);
        List<Message> waiting = new ArrayList<>();
        for (int n = 0; n < many; n++) {
            waiting.add(new Message(null, "c"));
        }
        while (!waiting.isEmpty()) {
            // a server delivers what went back in any order, but none twice before the others
            Collections.shuffle(waiting, random);
            waiting.removeIf(each -> {
                boolean over = fail(each);
                assertTrue(!over || each.delivered == ATTEMPTS, () -> "given up after " + each.delivered);
                return over;
            });
        }
    }

    @Test
    void whatSucceededInTheEndIsForgotten() {
        Message message = new Message("id", "c");
        for (int n = 0; n < ATTEMPTS - 1; n++) {
            fail(message);
        }
        failures.forget(SOURCE, DECODER.decode(message), message);
        assertTrue(!fail(message));
    }

    @Test
    void theTimesOfTheJavadoc() {
        assertEquals(82, millisUntil(16) / 1_000);
        assertEquals(3_722, millisUntil(380) / 1_000);
    }

    private static long millisUntil(int attempts) {
        long millis = 0;
        for (int failed = 1; failed < attempts; failed++) {
            millis += Failures.pauseMillis(failed);
        }
        return millis;
    }
}
