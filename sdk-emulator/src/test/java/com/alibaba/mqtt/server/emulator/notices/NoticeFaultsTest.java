package com.alibaba.mqtt.server.emulator.notices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.emulator.Await;
import com.alibaba.mqtt.server.emulator.EmulatorFaults.TakeoverEnd;
import com.alibaba.mqtt.server.emulator.instance.ClientId;
import com.alibaba.mqtt.server.emulator.notices.Notice.Event;
import com.alibaba.mqtt.server.emulator.notices.NoticeFaults.Spread;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoticeFaultsTest {
    private static final int CLIENTS = 100;
    private static final int NOTICES = 20;

    private final List<Notice> queue = new CopyOnWriteArrayList<>();
    private final NoticeFaults faults = new NoticeFaults(queue::add);

    @AfterEach
    void close() {
        faults.close();
    }

    @Test
    void withoutFaultsAllPass() {
        List<Notice> all = history();
        all.forEach(notice -> give(faults, notice));
        assertEquals(all, queue);
        assertEquals(0, faults.pending());
    }

    @Test
    void theSameSeedLosesTheSameInAnyInterleavingOfTheClients() {
        Consumer<NoticeFaults> some = f -> f.loseShare(30);
        Set<Notice> first = arrived(7, some, history());
        assertEquals(first, arrived(7, some, interleaved(1)));
        assertEquals(first, arrived(7, some, interleaved(2)));
        assertNotEquals(first, arrived(8, some, history()));
    }

    @Test
    void otherFaultsDoNotChangeWhatIsLost() throws Exception {
        Set<Notice> onlyLoss = arrived(7, f -> f.loseShare(30), history());
        faults.seed(7);
        faults.loseShare(30);
        faults.duplicate(new Spread(50, Duration.ZERO, Duration.ofMillis(5)));
        faults.delay(new Spread(50, Duration.ZERO, Duration.ofMillis(5)));
        history().forEach(notice -> give(faults, notice));
        Await.value(0L, faults::pending);
        assertEquals(onlyLoss, new HashSet<>(queue));
        assertEquals(CLIENTS * NOTICES - faults.lost() + faults.duplicated(), queue.size());
    }

    @Test
    void clearStartsAfresh() {
        faults.seed(7);
        faults.loseShare(30);
        history().forEach(notice -> give(faults, notice));
        List<Notice> first = List.copyOf(queue);
        faults.clear();
        queue.clear();
        faults.loseShare(30);
        history().forEach(notice -> give(faults, notice));
        assertEquals(first, queue);
    }

    @Test
    void sharesAreKept() throws Exception {
        faults.loseShare(10);
        faults.duplicate(new Spread(20, Duration.ZERO, Duration.ofMillis(2)));
        faults.delay(new Spread(50, Duration.ZERO, Duration.ofMillis(2)));
        history().forEach(notice -> give(faults, notice));
        assertBetween(0.08, 0.12, faults.lost());
        assertBetween(0.15, 0.21, faults.duplicated());
        assertBetween(0.4, 0.5, faults.delayed());
        Await.value(0L, faults::pending);
    }

    @Test
    void rulesAndGroupsLose() {
        faults.lose((clientId, eventType) -> clientId.endsWith("-1") && eventType.equals("tcpclean"));
        Channel one = Channel.open(client(1), "");
        Channel two = Channel.open(client(2), "");
        for (Channel channel : List.of(one, two)) {
            accept(channel, Event.CONNECT, 1);
            accept(channel, Event.TCPCLEAN, 2);
        }
        assertEquals(List.of(new Notice(one, Event.CONNECT, 1)), of(one));
        assertEquals(2, of(two).size());

        faults.lose((clientId, eventType) -> {
            throw new IllegalStateException("a rule that throws, for the test");
        });
        accept(one, Event.CONNECT, 3);
        assertEquals(2, of(one).size());

        faults.loseAllOf("GID_demo");
        accept(two, Event.CONNECT, 3);
        assertEquals(2, of(two).size());
        assertEquals(2, faults.lost());
    }

    @Test
    void noQueueIsALoss() {
        try (NoticeFaults noQueue = new NoticeFaults(notice -> false)) {
            give(noQueue, new Notice(Channel.open(client(1), ""), Event.CONNECT, 1));
            assertEquals(1, noQueue.lost());
            assertEquals(0, noQueue.pending());
        }
    }

    @Test
    void clearingLetsComeWhatIsDelayed() throws Exception {
        Channel channel = Channel.open(client(1), "");
        faults.delay(new Spread(100, Duration.ofMillis(500), Duration.ofMillis(500)));
        accept(channel, Event.CONNECT, 1);
        faults.clear();
        accept(channel, Event.TCPCLEAN, 2);
        Await.value(2, queue::size);
        assertEquals(1, faults.delayed());
        Await.value(0L, faults::pending);
    }

    @Test
    void onlySoManyAreUnderWay() {
        faults.duplicate(new Spread(100, Duration.ofHours(1), Duration.ofHours(1)));
        faults.delay(new Spread(100, Duration.ofHours(1), Duration.ofHours(1)));
        Channel channel = Channel.open(client(1), "");
        for (int number = 0; number < NoticeFaults.MAX_PENDING / 2 + 10; number++) {
            accept(channel, Event.CONNECT, number);
        }
        assertEquals(NoticeFaults.MAX_PENDING, faults.pending());
        assertEquals(10, queue.size());
        assertEquals(NoticeFaults.MAX_PENDING / 2, faults.delayed());
    }

    @ParameterizedTest
    @CsvSource({
        "BEFORE_CONNECT, BEFORE_CONNECT",
        "BEFORE_CONNECT, AFTER_CONNECT",
        "AFTER_CONNECT, BEFORE_CONNECT",
        "AFTER_CONNECT, AFTER_CONNECT"
    })
    void takeovers(TakeoverEnd arrival, TakeoverEnd time) {
        faults.takeovers(arrival == TakeoverEnd.BEFORE_CONNECT, time == TakeoverEnd.BEFORE_CONNECT);
        Channel old = Channel.open(client(1), "");
        Channel young = Channel.open(client(1), "");
        accept(old, Event.CONNECT, 1);
        accept(old, Event.TAKEN_OVER, 5);
        assertEquals(1, faults.pending());
        accept(young, Event.CONNECT, 5);
        accept(young, Event.TCPCLEAN, 9);

        long endTime = time == TakeoverEnd.BEFORE_CONNECT ? 5 : 6;
        Notice end = new Notice(old, Event.TAKEN_OVER, endTime);
        Notice start = new Notice(young, Event.CONNECT, 11 - endTime);
        List<Notice> pair = arrival == TakeoverEnd.BEFORE_CONNECT ? List.of(end, start) : List.of(start, end);
        assertEquals(pair, queue.subList(1, 3));
        assertEquals(4, queue.size());
        assertEquals(0, faults.pending());
    }

    @Test
    void theEndOfATakeoverGoesOnAlone() throws Exception {
        ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
        Takeovers impatient = new Takeovers(later, Duration.ZERO, queue::add);
        impatient.order(new Takeovers.Order(false, false));
        Notice end = new Notice(Channel.open(client(1), ""), Event.TAKEN_OVER, 5);
        impatient.pass(end);
        Await.value(List.of(end), () -> List.copyOf(queue));
        later.shutdown();
    }

    @Test
    void allNoticesOfAConnectionHaveTheClockOfItsNode() {
        faults.nodeClocks(List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(-3)));
        for (int number = 0; number < 30; number++) {
            Channel channel = Channel.open(client(number), "");
            accept(channel, Event.CONNECT, 10_000);
            accept(channel, Event.DISCONNECT, 10_001);
            accept(channel, Event.TCPCLEAN, 10_002);
            List<Notice> notices = of(channel);
            assertEquals(notices.get(0).time() + 1, notices.get(1).time());
            assertEquals(notices.get(0).time() + 2, notices.get(2).time());
        }
        assertEquals(
                Set.of(11_000L, 12_000L, 7_000L),
                queue.stream()
                        .filter(notice -> notice.event() == Event.CONNECT)
                        .map(Notice::time)
                        .collect(Collectors.toSet()));
        faults.clear();
        accept(Channel.open(client(1), ""), Event.CONNECT, 5);
        assertEquals(5, queue.get(queue.size() - 1).time());
    }

    private void accept(Channel channel, Event event, long time) {
        give(faults, new Notice(channel, event, time));
    }

    private static void give(NoticeFaults faults, Notice notice) {
        faults.announce(1);
        faults.accept(notice);
    }

    private List<Notice> of(Channel channel) {
        return queue.stream().filter(notice -> notice.channel().equals(channel)).toList();
    }

    private static void assertBetween(double least, double most, long count) {
        double share = (double) count / (CLIENTS * NOTICES);
        assertTrue(share >= least && share <= most, () -> "the share is " + share);
    }

    private static Set<Notice> arrived(long seed, Consumer<NoticeFaults> switches, List<Notice> history) {
        Set<Notice> arrived = new HashSet<>();
        try (NoticeFaults faults = new NoticeFaults(arrived::add)) {
            faults.seed(seed);
            switches.accept(faults);
            history.forEach(notice -> give(faults, notice));
        }
        return arrived;
    }

    /** Client after client. */
    private static List<Notice> history() {
        return IntStream.range(0, CLIENTS)
                .boxed()
                .flatMap(NoticeFaultsTest::historyOf)
                .toList();
    }

    /** The same notices; those of one client in their order. */
    private static List<Notice> interleaved(long seed) {
        List<Integer> turns = IntStream.range(0, CLIENTS * NOTICES)
                .mapToObj(number -> number % CLIENTS)
                .collect(Collectors.toList());
        Collections.shuffle(turns, new Random(seed));
        int[] next = new int[CLIENTS];
        return turns.stream()
                .map(client -> historyOf(client).toList().get(next[client]++))
                .toList();
    }

    private static Stream<Notice> historyOf(int number) {
        Channel channel = new Channel(client(number), "channel-" + number, "");
        return IntStream.range(0, NOTICES)
                .mapToObj(time -> new Notice(channel, time % 2 == 0 ? Event.CONNECT : Event.TCPCLEAN, time));
    }

    private static ClientId client(int number) {
        return new ClientId("GID_demo", "device-" + number);
    }
}
