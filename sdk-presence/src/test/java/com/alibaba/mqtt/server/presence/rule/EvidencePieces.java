package com.alibaba.mqtt.server.presence.rule;

import com.alibaba.mqtt.server.model.EventType;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Evidence of one fact or answer each, also such that no real history has. */
public final class EvidencePieces {
    private EvidencePieces() {}

    public static Arbitrary<List<Evidence>> any() {
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
}
