package com.alibaba.mqtt.server.presence.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.model.Uncertainty;
import com.alibaba.mqtt.server.presence.rule.Evidence;
import com.alibaba.mqtt.server.presence.rule.EvidencePieces;
import com.alibaba.mqtt.server.presence.rule.Facts;
import com.alibaba.mqtt.server.presence.rule.Rules;
import com.alibaba.mqtt.server.presence.store.Task;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordCodecTest {
    @Provide
    Arbitrary<List<Evidence>> pieces() {
        return EvidencePieces.any();
    }

    @Property
    void bytesComeBackAsTheyWere(@ForAll("pieces") List<Evidence> pieces, @ForAll Random random) {
        PresenceState[] states = PresenceState.values();
        ClientRecord record = new ClientRecord(
                Facts.merged(pieces, Rules.DEFAULT),
                states[random.nextInt(3)],
                any(random, Uncertainty.values()),
                notified(random, states),
                recheck(random),
                random.nextBoolean()
                        ? Burst.NONE
                        : new Burst(Facts.START, random.nextBoolean(), random.nextLong(), random.nextBoolean()),
                random.nextInt(Integer.MAX_VALUE),
                random.nextInt(Integer.MAX_VALUE));
        ClientRecord read = RecordCodec.read(record.toBytes());
        assertEquals(record.evidence, read.evidence);
        assertEquals(record.toString(), read.toString());
        assertEquals(record.burst, read.burst);
        assertEquals(record.sessions, read.sessions);
        assertEquals(record.flaps, read.flaps);
        assertEquals(record.uncertainty, read.uncertainty);
        assertEquals(record.notified, read.notified);
        assertEquals(record.recheck, read.recheck);
    }

    private static <T> T any(Random random, T[] all) {
        return all[random.nextInt(all.length)];
    }

    private static long time(Random random) {
        return random.nextBoolean() ? Facts.START + random.nextInt() : random.nextLong();
    }

    private static Notified notified(Random random, PresenceState[] states) {
        boolean waits = random.nextBoolean();
        boolean again = random.nextBoolean();
        return new Notified(
                states[random.nextInt(3)],
                time(random),
                waits ? time(random) : 0,
                waits ? time(random) : 0,
                again ? time(random) : 0,
                again ? random.nextInt(Integer.MAX_VALUE) : 0,
                again ? states[random.nextInt(3)] : PresenceState.UNKNOWN);
    }

    private static Recheck recheck(Random random) {
        Task task = any(random, Task.values());
        Uncertainty missed = any(random, Uncertainty.values());
        boolean rechecks = task != Task.NOTIFY;
        if (!rechecks && missed == Uncertainty.NONE) {
            return Recheck.NONE;
        }
        return new Recheck(
                rechecks ? task : null,
                rechecks ? time(random) : 0,
                random.nextInt(Integer.MAX_VALUE),
                missed,
                missed == Uncertainty.NONE ? 0 : time(random));
    }

    /** Written before there were rechecks. */
    @ParameterizedTest
    @CsvSource({
        "0501002c0163cb007107c3cb1c717e8000, ONLINE, NONE, 0",
        "26010032c3b2d50b2e0163cb007107c3cb1c717ea32800a846, OFFLINE, NONE, 1795868441867",
        "550201031c717e83e82e0164cb007107c3cb1c717e8fa000e8070c0163b817, ONLINE, UNKNOWN, 0"
    })
    void bytesOfBeforeAreRead(String hex, PresenceState state, Uncertainty uncertainty, long dueAt) {
        ClientRecord record = RecordCodec.read(HexFormat.of().parseHex(hex));
        assertEquals(state, record.state());
        assertEquals(uncertainty, record.uncertainty());
        assertEquals(dueAt, record.dueAt(Task.NOTIFY));
        assertEquals(PresenceState.ONLINE, record.notified.state());
        ClientRecord again = RecordCodec.read(record.toBytes());
        assertEquals(record.toString(), again.toString());
        ClientRecord more = record.merge(
                Evidence.of(Facts.of("Ce@90")), Facts.START + 90_000, Rules.DEFAULT, TaskRules.OFF, "GID_a@@@lock");
        assertEquals(PresenceState.ONLINE, more.state());
    }
}
