package com.alibaba.mqtt.server.presence.rule;

import com.alibaba.mqtt.server.model.EventType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Facts in short: {@code "Ca@3 Ta@9"} is connect and tcpclean of channel a, 3 and 9 seconds after the start. */
public final class Facts {
    public static final long START = 1_700_000_000_000L;

    private Facts() {}

    public static Fact of(String word) {
        EventType kind = switch (word.charAt(0)) {
            case 'C' -> EventType.CONNECT;
            case 'D' -> EventType.DISCONNECT;
            case 'T' -> EventType.TCPCLEAN;
            default -> throw new IllegalArgumentException(word);
        };
        int at = word.indexOf('@');
        String channel = word.substring(1, at);
        return new Fact(
                ChannelId.of(channel),
                kind,
                START + Math.round(1000 * Double.parseDouble(word.substring(at + 1))),
                Address.of("203.0.113.7:" + (50_000 + channel.hashCode() % 10_000)));
    }

    public static List<Fact> list(String words) {
        return Arrays.stream(words.trim().split(" +")).map(Facts::of).toList();
    }

    public static Evidence evidence(List<Fact> facts, Rules rules) {
        Evidence evidence = Evidence.NONE;
        for (Fact fact : facts) {
            evidence = evidence.merge(Evidence.of(fact), rules);
        }
        return evidence;
    }

    public static Evidence merged(List<Evidence> pieces, Rules rules) {
        Evidence all = Evidence.NONE;
        for (Evidence piece : pieces) {
            all = all.merge(piece, rules);
        }
        return all;
    }

    public static <T> List<List<T>> permutations(List<T> of) {
        if (of.isEmpty()) {
            return List.of(List.of());
        }
        List<List<T>> all = new ArrayList<>();
        for (int first = 0; first < of.size(); first++) {
            List<T> rest = new ArrayList<>(of);
            T head = rest.remove(first);
            for (List<T> tail : permutations(rest)) {
                List<T> one = new ArrayList<>(List.of(head));
                one.addAll(tail);
                all.add(one);
            }
        }
        return all;
    }
}
