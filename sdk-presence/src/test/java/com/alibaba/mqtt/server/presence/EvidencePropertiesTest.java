package com.alibaba.mqtt.server.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.model.EventType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The laws of merging, for any facts at all, also for such that no real history has. */
class EvidencePropertiesTest {
    /** Small, so that the bounds are met often. */
    private static final Rules TIGHT = new Rules(5, 12, 5, 5, 3, 12);

    @Provide
    Arbitrary<List<Evidence>> pieces() {
        Arbitrary<Long> times = Arbitraries.longs().between(0, 40).map(time -> Facts.START + time);
        Arbitrary<ChannelId> channels = Arbitraries.of(
                        "0123456789abcdef0123456789abcdef", "2b9b1281046046faafe5e0b458e40000", "odd", "Z", "")
                .map(ChannelId::of);
        Arbitrary<Address> addresses = Arbitraries.of("203.0.113.7:50123", "203.0.113.8:1", "[2001:db8::1]:9", "")
                .map(Address::of);
        Arbitrary<Evidence> facts = Combinators.combine(channels, Arbitraries.of(EventType.class), times, addresses)
                .as((channel, kind, time, address) -> Evidence.of(new Fact(channel, kind, time, address)));
        Arbitrary<Answer> answers =
                Combinators.combine(Arbitraries.of(true, false), times).as(Answer::new);
        return Arbitraries.frequencyOf(
                        Tuple.of(8, facts),
                        Tuple.of(1, answers.map(Evidence::ofLive)),
                        Tuple.of(1, answers.map(Evidence::ofCached)))
                .list()
                .ofMaxSize(24);
    }

    private static Evidence merged(List<Evidence> pieces) {
        Evidence all = Evidence.NONE;
        for (Evidence piece : pieces) {
            all = all.merge(piece, TIGHT);
        }
        return all;
    }

    @Property
    void anyOrderDuplicationAndPartitionGivesTheSame(@ForAll("pieces") List<Evidence> pieces, @ForAll Random random) {
        Evidence expected = merged(pieces);
        List<Evidence> arrival = new ArrayList<>(pieces);
        pieces.stream().filter(piece -> random.nextBoolean()).forEach(arrival::add);
        Collections.shuffle(arrival, random);
        assertEquals(expected, merged(arrival));

        // each node merges what it gets, then the nodes' evidence is merged in any order
        List<Evidence> nodes = new ArrayList<>(Collections.nCopies(3, Evidence.NONE));
        for (Evidence piece : arrival) {
            nodes.replaceAll(node -> random.nextInt(3) == 0 ? node.merge(piece, TIGHT) : node);
            nodes.set(0, nodes.get(0).merge(piece, TIGHT));
        }
        Collections.shuffle(nodes, random);
        assertEquals(expected, merged(nodes));
        assertEquals(
                Verdict.of(expected, TIGHT).state(),
                Verdict.of(merged(nodes), TIGHT).state());
    }

    @Property
    void mergingIsCommutativeAssociativeIdempotent(
            @ForAll("pieces") List<Evidence> one,
            @ForAll("pieces") List<Evidence> two,
            @ForAll("pieces") List<Evidence> three) {
        Evidence a = merged(one);
        Evidence b = merged(two);
        Evidence c = merged(three);
        assertEquals(a.merge(b, TIGHT), b.merge(a, TIGHT));
        assertEquals(a.merge(b, TIGHT).merge(c, TIGHT), a.merge(b.merge(c, TIGHT), TIGHT));
        assertEquals(a, a.merge(a, TIGHT));
        Evidence ab = a.merge(b, TIGHT);
        assertEquals(ab, ab.merge(b, TIGHT));
    }

    @Property
    void memoryIsBoundedWhateverArrives(@ForAll("pieces") List<Evidence> pieces) {
        assertTrue(merged(pieces).size() <= TIGHT.maxFacts() + 1);
    }

    @Property
    void bytesComeBackAsTheyWere(@ForAll("pieces") List<Evidence> pieces, @ForAll Random random) {
        PresenceState[] states = PresenceState.values();
        PresenceRecord record = new PresenceRecord(
                merged(pieces),
                states[random.nextInt(3)],
                any(random, Doubt.values()),
                told(random, states),
                ask(random),
                random.nextBoolean()
                        ? Burst.NONE
                        : new Burst(Facts.START, random.nextBoolean(), random.nextLong(), random.nextBoolean()),
                random.nextInt(Integer.MAX_VALUE),
                random.nextInt(Integer.MAX_VALUE));
        PresenceRecord read = PresenceRecord.of(record.toBytes());
        assertEquals(record.evidence, read.evidence);
        assertEquals(record.toString(), read.toString());
        assertEquals(record.burst, read.burst);
        assertEquals(record.sessions, read.sessions);
        assertEquals(record.flaps, read.flaps);
        assertEquals(record.doubt, read.doubt);
        assertEquals(record.told, read.told);
        assertEquals(record.ask, read.ask);
    }

    private static <T> T any(Random random, T[] all) {
        return all[random.nextInt(all.length)];
    }

    private static long time(Random random) {
        return random.nextBoolean() ? Facts.START + random.nextInt() : random.nextLong();
    }

    private static Told told(Random random, PresenceState[] states) {
        boolean waits = random.nextBoolean();
        boolean again = random.nextBoolean();
        return new Told(
                states[random.nextInt(3)],
                time(random),
                waits ? time(random) : 0,
                waits ? time(random) : 0,
                again ? time(random) : 0,
                again ? random.nextInt(Integer.MAX_VALUE) : 0,
                again ? states[random.nextInt(3)] : PresenceState.UNKNOWN);
    }

    private static Ask ask(Random random) {
        Task task = any(random, Task.values());
        Doubt missed = any(random, Doubt.values());
        boolean asks = task != Task.NOTIFY;
        if (!asks && missed == Doubt.NONE) {
            return Ask.NONE;
        }
        return new Ask(
                asks ? task : null,
                asks ? time(random) : 0,
                random.nextInt(Integer.MAX_VALUE),
                missed,
                missed == Doubt.NONE ? 0 : time(random));
    }
}
