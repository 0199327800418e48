package com.alibaba.mqtt.server.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private static Terminal of(Map<String, String> properties, Map<String, String> environment) {
        return Terminal.of(properties::get, environment::get);
    }

    @Test
    void theStartScriptSaysWhichStreamsAreOne() {
        Terminal terminal = of(Map.of(Terminal.PROPERTY, ",out,err"), Map.of("TERM", "xterm"));
        assertFalse(terminal.in());
        assertTrue(terminal.out());
        assertTrue(terminal.err());
        assertFalse(terminal.dumb());
        assertFalse(of(Map.of(Terminal.PROPERTY, ""), Map.of()).out());
    }

    @Test
    void theVariableReplacesWhatTheScriptFound() {
        assertFalse(of(Map.of(Terminal.PROPERTY, "in,out,err"), Map.of(Terminal.OVERRIDE, "none"))
                .err());
        assertTrue(of(Map.of(Terminal.PROPERTY, ""), Map.of(Terminal.OVERRIDE, "err"))
                .err());
    }

    @Test
    void colourAndCursorNeedATerminalThatCan() {
        assertTrue(of(Map.of(Terminal.PROPERTY, "out"), Map.of("TERM", "dumb")).dumb());
        assertTrue(of(Map.of(Terminal.PROPERTY, "out"), Map.of()).dumb());
        assertTrue(of(Map.of(Terminal.PROPERTY, "out"), Map.of("NO_COLOR", "1")).noColor());
        assertFalse(of(Map.of(Terminal.PROPERTY, "out"), Map.of("NO_COLOR", "")).noColor());
    }

    @Test
    void theWidthIsWhatTheScriptFoundIfItIsReasonable() {
        assertEquals(
                120,
                of(Map.of(Terminal.PROPERTY, "", "mqtt.status.columns", "120"), Map.of())
                        .columns());
        assertEquals(
                100,
                of(Map.of(Terminal.PROPERTY, "", "mqtt.status.columns", "0"), Map.of("COLUMNS", "100"))
                        .columns());
        assertEquals(
                80,
                of(Map.of(Terminal.PROPERTY, "", "mqtt.status.columns", "x"), Map.of())
                        .columns());
    }
}
