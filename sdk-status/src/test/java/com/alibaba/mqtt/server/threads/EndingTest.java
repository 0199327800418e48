package com.alibaba.mqtt.server.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.internal.Deadline;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndingTest {
    private final List<Long> left = new ArrayList<>();

    @AfterEach
    void leavesNoInterruptBehind() {
        assertFalse(Thread.interrupted());
    }

    private boolean remember(Deadline deadline) {
        left.add(deadline.leftMillis());
        return true;
    }

    @Test
    void waitsWithItsDeadline() {
        Ending ending = new Ending(Deadline.in(60_000));
        assertTrue(ending.await(this::remember));
        assertFalse(ending.await(deadline -> false));
        assertFalse(ending.isHurried());
        ending.over();
        assertTrue(left.get(0) > 50_000, "left: " + left);
    }

    @Test
    void anInterruptBeforeItHurriesAndIsGivenBack() {
        Thread.currentThread().interrupt();
        Ending ending = new Ending(Deadline.in(60_000));
        assertTrue(ending.isHurried());
        assertFalse(Thread.currentThread().isInterrupted(), "or no wait would begin");
        assertTrue(ending.await(this::remember));
        assertTrue(left.get(0) <= 1_000, "left: " + left);
        ending.over();
        assertTrue(Thread.interrupted());
    }

    @Test
    void anInterruptMeanwhileRepeatsTheWaitInAHurry() {
        Ending ending = new Ending(Deadline.in(60_000));
        assertTrue(ending.await(deadline -> {
            if (left.isEmpty()) {
                remember(deadline);
                throw new InterruptedException("thrown by the test");
            }
            return remember(deadline);
        }));
        assertTrue(ending.isHurried());
        assertEquals(2, left.size());
        assertTrue(left.get(0) > 50_000 && left.get(1) <= 1_000, "left: " + left);
        ending.over();
        assertTrue(Thread.interrupted());
    }

    @Test
    void aHurryIsNeverLongerThanTheDeadline() {
        Thread.currentThread().interrupt();
        Ending ending = new Ending(Deadline.in(5));
        assertTrue(ending.await(this::remember));
        assertTrue(left.get(0) <= 5, "left: " + left);
        ending.over();
        assertTrue(Thread.interrupted());
    }
}
