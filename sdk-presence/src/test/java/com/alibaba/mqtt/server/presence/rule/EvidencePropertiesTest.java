package com.alibaba.mqtt.server.presence.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The laws of merging, for any facts at all, also for such that no real history has. */
class EvidencePropertiesTest {
    /** Small, so that the bounds are met often. */
    private static final Rules TIGHT = new Rules(5, 12, 5, 5, 3, 12);

    @Provide
    Arbitrary<List<Evidence>> pieces() {
        return EvidencePieces.any();
    }

    private static Evidence merged(List<Evidence> pieces) {
        return Facts.merged(pieces, TIGHT);
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
}
