package dev.mqttstatus.integration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on the emulator, over AMQP 1.0 with a Qpid JMS whose inside the SDK does not know. */
class EmulatorPlainJmsIT extends EmulatorAmqp10IT {
    private static final String VERSION = "mqttstatus.qpidJmsVersion";

    @BeforeAll
    static void assumeAnUnknownVersion() {
        System.setProperty(VERSION, "99.0.0");
    }

    @AfterAll
    static void assumeNothing() {
        System.clearProperty(VERSION);
    }
}
