package com.alibaba.mqtt.server.emulator.notices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.emulator.instance.ClientId;
import java.time.Clock;
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
}
