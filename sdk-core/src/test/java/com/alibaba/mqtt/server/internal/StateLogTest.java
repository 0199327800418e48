package com.alibaba.mqtt.server.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

class StateLogTest {
    private final List<String> lines = new ArrayList<>();
    private final Logger log = mock(Logger.class);
    private long nanos = Long.MAX_VALUE - 5;
    private final StateLog state = new StateLog(log, "mqtt-c1: listener calls fail", () -> nanos);

    private void record() {
        doAnswer(call -> lines.add("WARN " + line(call.getArguments())))
                .when(log)
                .warn(anyString(), any(Object[].class));
        doAnswer(call -> lines.add("INFO " + line(call.getArguments())))
                .when(log)
                .info(anyString(), any(Object[].class));
    }

    private static String line(Object[] arguments) {
        Object[] values = new Object[arguments.length - 1];
        System.arraycopy(arguments, 1, values, 0, values.length);
        var formatted = MessageFormatter.arrayFormat((String) arguments[0], values);
        return formatted.getMessage() + (formatted.getThrowable() == null ? "" : " + stack");
    }

    private void pass(long seconds) {
        nanos += TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void aNightOfFailuresIsAFewLines() {
        record();
        for (int second = 0; second < 36_000; second++) {
            state.failed("notice " + second, new IllegalStateException("db"));
            pass(1);
        }
        assertTrue(state.isOn());
        state.over();
        assertFalse(state.isOn());
        state.over();
        assertEquals("WARN mqtt-c1: listener calls fail: notice 0 + stack", lines.get(0));
        assertEquals("WARN mqtt-c1: listener calls fail: 11 times in 10 s, the last: notice 10", lines.get(1));
        assertEquals(
                "INFO mqtt-c1: listener calls fail: over after 36000 s and 36000 failures",
                lines.get(lines.size() - 1));
        assertTrue(lines.size() < 70, () -> lines.size() + " lines");
    }

    @Test
    void itIsOverWhenQuietForLongEnough() {
        record();
        state.failed("one", null);
        pass(59);
        state.overIfQuietFor(TimeUnit.SECONDS.toNanos(60));
        assertTrue(state.isOn());
        pass(1);
        state.overIfQuietFor(TimeUnit.SECONDS.toNanos(60));
        assertFalse(state.isOn());
        state.failed("again", null);
        assertEquals(3, lines.size());
    }

    @Test
    void whatAnExceptionSaysForgesNoLines() {
        List<Throwable> causes = new ArrayList<>();
        doAnswer(call -> causes.add((Throwable) call.getArguments()[call.getArguments().length - 1]))
                .when(log)
                .warn(anyString(), any(Object[].class));
        state.failed("one", new IllegalStateException("db\nERROR forged", new Error("\u001b[2J")));
        assertEquals(
                "java.lang.IllegalStateException: db\\nERROR forged",
                causes.get(0).toString());
        assertEquals("java.lang.Error: \\u001b[2J", causes.get(0).getCause().toString());
    }

    @Test
    void aLoggerThatThrowsIsNoTrouble() {
        doThrow(new NoClassDefFoundError("appender")).when(log).warn(anyString(), any(Object[].class));
        doThrow(new IllegalStateException("disk")).when(log).info(anyString(), any(Object[].class));
        state.failed("one", null);
        state.over();
        assertFalse(state.isOn());
    }
}
