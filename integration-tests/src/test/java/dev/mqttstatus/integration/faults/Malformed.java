package dev.mqttstatus.integration.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.model.StatusNotice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.sessions.JqwikSession;

/** Bodies of every kind that are no notices. */
final class Malformed {
    private static final byte[] NOTICE =
            "{\"clientId\":\"GID_faults@@@x\",\"eventType\":\"tcpclean\",\"channelId\":\"c\",\"time\":1700000000000}"
                    .getBytes(UTF_8);

    private Malformed() {}

    /** @param seed the same bodies for the same seed */
    static List<byte[]> bodies(int count, long seed) {
        List<byte[]> made = new ArrayList<>();
        JqwikSession.run(() -> bodies().generator(count).stream(new Random(seed))
                .map(Shrinkable::value)
                .filter(Malformed::isNoNotice)
                .limit(count)
                .forEach(made::add));
        return made;
    }

    /** Some changed bytes leave a notice. */
    private static boolean isNoNotice(byte[] body) {
        try {
            new StatusNotice(body);
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    private static Arbitrary<byte[]> bodies() {
        Arbitrary<Integer> place = Arbitraries.integers().between(0, NOTICE.length - 1);
        return Arbitraries.oneOf(
                Arbitraries.bytes().array(byte[].class).ofMaxSize(300),
                place.map(length -> Arrays.copyOf(NOTICE, length)),
                Combinators.combine(place, Arbitraries.bytes()).as(Malformed::changed),
                otherJson(),
                Arbitraries.integers().between(1_000, 50_000).map(depth -> text("{\"remark\":" + "[".repeat(depth))),
                Arbitraries.integers()
                        .between(100_000, 300_000)
                        .map(length -> text("{\"clientId\":\"" + "x".repeat(length) + "\"}")));
    }

    private static byte[] changed(int place, byte value) {
        byte[] body = NOTICE.clone();
        body[place] = value;
        return body;
    }

    private static Arbitrary<byte[]> otherJson() {
        return Arbitraries.of(
                        "null",
                        "[]",
                        "{}",
                        "1",
                        "\"text\"",
                        "\ufeff{}",
                        "{\"clientId\":1}",
                        "{\"clientId\":null,\"eventType\":\"connect\"}",
                        "{\"clientId\":\"\",\"eventType\":\"connect\"}",
                        "{\"clientId\":\"x\",\"eventType\":[]}",
                        "{\"clientId\":\"x\",\"eventType\":\"OFFLINE\"}",
                        "{\"clientId\":\"x\",\"eventType\":\"connect\",\"time\":\"soon\"}",
                        "{\"clientId\":\"x\",\"eventType\":\"connect\",\"time\":1e999}")
                .map(Malformed::text);
    }

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }
}
