package com.alibaba.mqtt.server.emulator.notices;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.mqtt.server.emulator.instance.ClientId;
import com.alibaba.mqtt.server.emulator.notices.History.Action;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryTest {
    private final History history = new History(3, 5);

    @Test
    void keepsTheLastOfEachClient() {
        add("a", 1, 2, 3, 4);
        assertEquals(List.of(2L, 3L, 4L), times("a"));
    }

    @Test
    void forgetsWhatTheClientThatIsSilentForLongestDid() {
        add("a", 1, 2);
        add("b", 3, 4);
        add("a", 5);
        add("c", 6);
        assertEquals(List.of(4L), times("b"));
        add("c", 7);
        assertEquals(List.of(), times("b"));
        add("c", 8);
        assertEquals(List.of(2L, 5L), times("a"));
        assertEquals(List.of(6L, 7L, 8L), times("c"));
    }

    @Test
    void bothEndsOfATimeRangeAreIncluded() {
        add("a", 1, 2, 3);
        assertEquals(2, history.of(client("a").toString(), 2, 3).size());
        assertEquals(0, history.of(client("a").toString(), 4, 9).size());
        assertEquals(0, history.of("nobody", 0, 9).size());
    }

    @ParameterizedTest
    @CsvSource({
        "DISCONNECT, 'CONNECT accepted, DISCONNECT disconnected by client, CLOSE disconnected by client'",
        "TAKEN_OVER, 'CONNECT accepted, CLOSE clientId conflict'",
        "KICKED, 'CONNECT accepted, CLOSE closed by server'",
        "LOST, 'CONNECT accepted, CLOSE closed by client'"
    })
    void eachEndHasItsWords(Presence.End end, String expected) {
        NoticeFaults notices = new NoticeFaults(notice -> true);
        try {
            Presence presence = new Presence(Clock.systemUTC(), notices);
            Channel channel = Channel.open(client("device"), "127.0.0.1:1");
            presence.connected(channel);
            presence.ended(channel, end);
            List<History.Entry> entries = presence.history().of(client("device").toString(), 0, Long.MAX_VALUE);
            assertEquals(
                    List.of(expected.split(", ")),
                    entries.stream()
                            .map(entry -> entry.action() + " " + entry.info())
                            .toList());
            entries.forEach(entry -> assertEquals(channel.id(), entry.channelId()));
        } finally {
            notices.close();
        }
    }

    private void add(String device, long... times) {
        for (long time : times) {
            history.add(new Channel(client(device), "id", "127.0.0.1:1"), time, Action.CONNECT, "accepted");
        }
    }

    private List<Long> times(String device) {
        return history.of(client(device).toString(), 0, Long.MAX_VALUE).stream()
                .map(History.Entry::time)
                .toList();
    }

    private static ClientId client(String device) {
        return new ClientId("GID_demo", device);
    }
}
