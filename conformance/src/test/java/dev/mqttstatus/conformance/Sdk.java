package dev.mqttstatus.conformance;

import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.EmulatorBuilder;
import java.io.IOException;

/** Whom a scenario is played with. Programs never name a wire: ours finds out which one the server speaks. */
enum Sdk {
    /** The official SDK, which has AMQP 0-9-1 only. */
    OFFICIAL(Library.OFFICIAL, false),
    /** Ours, with a server that speaks AMQP 0-9-1 only. */
    OURS_0_9_1(Library.OURS, false),
    /** Ours, with a server that speaks AMQP 1.0 only. */
    OURS_1_0(Library.OURS, true);

    private final Library library;
    private final boolean amqp10;

    Sdk(Library library, boolean amqp10) {
        this.library = library;
        this.amqp10 = amqp10;
    }

    Library library() {
        return library;
    }

    boolean isOfficial() {
        return this == OFFICIAL;
    }

    /** Starts a server that speaks only the wire of this SDK. */
    Emulator start(EmulatorBuilder settings) throws IOException {
        return settings.amqp10(amqp10).amqp091(!amqp10).start();
    }
}
