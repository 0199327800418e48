package com.alibaba.mqtt.server.emulator.notices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.emulator.instance.ClientId;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PresenceTest {
    @Test
    void aSilentPresenceGivesNoNotices() {
        NoticeFaults notices = new NoticeFaults(notice -> {
            throw new AssertionError("notified of " + notice);
        });
        Presence presence = new Presence(Clock.systemUTC(), notices);
        presence.silence();
        presence.connected(Channel.open(new ClientId("GID_demo", "device"), "127.0.0.1:1"));
        assertTrue(presence.isOnline("GID_demo@@@device"));
        assertEquals(0, notices.pending());
    }

    @Test
    void whoForgetsWaitsForANoticeThatIsBeingPut() throws Exception {
        CountDownLatch putting = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        NoticeFaults notices = new NoticeFaults(notice -> {
            putting.countDown();
            try {
                return goOn.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        Presence presence = new Presence(Clock.systemUTC(), notices);
        Channel channel = Channel.open(new ClientId("GID_demo", "device"), "127.0.0.1:1");
        presence.silence();
        presence.connected(channel);
        presence.forget(() -> presence.ended(channel, Presence.End.LOST));
        CompletableFuture<Void> event = CompletableFuture.runAsync(() -> presence.connected(channel));
        assertTrue(putting.await(20, TimeUnit.SECONDS));
        assertFalse(presence.isTold("GID_demo@@@device", true));
        AtomicInteger rounds = new AtomicInteger();
        presence.forget(() -> {
            presence.ended(channel, Presence.End.LOST);
            if (rounds.incrementAndGet() == 3) {
                goOn.countDown();
            }
        });
        assertTrue(rounds.get() >= 3);
        event.get(20, TimeUnit.SECONDS);
        assertTrue(presence.isTold("GID_demo@@@device", false));
        assertEquals(0, notices.pending());
    }
}
