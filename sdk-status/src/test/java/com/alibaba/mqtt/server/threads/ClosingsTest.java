package com.alibaba.mqtt.server.threads;

import dev.mqttstatus.testing.Poll;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ClosingsTest {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final Closings closings = new Closings(work -> new Thread(work, "closing").start());

    private void waitForAnAnswer() {
        begun.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            letGo.countDown();
        }
    }

    @Test
    void whoWaitsIsLetGoWhenTheConnectionEnds() throws Exception {
        closings.start(this::waitForAnAnswer);
        begun.await();
        closings.end();
        Poll.await(letGo);
    }

    @Test
    void whoStartsAfterTheConnectionEndedDoesNotWait() throws Exception {
        closings.end();
        closings.start(this::waitForAnAnswer);
        Poll.await(letGo);
    }
}
