package com.alibaba.mqtt.server.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class TimeSpanTest {
    @ParameterizedTest
    @CsvSource({"500ms,500", "90s,90000", "5m,300000", "1h30m,5400000", "7d,604800000", "0s,0"})
    void readsWhatPeopleWrite(String text, long millis) {
        assertEquals(Duration.ofMillis(millis), new TimeSpan().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "m", "-5m", "5 m", "5min", "1h 2m", "9999999999s", "5m!"})
    void refusesTheRest(String text) {
        assertThrows(TypeConversionException.class, () -> new TimeSpan().convert(text));
    }

    @Test
    void writesTheTwoLargestUnits() {
        assertEquals("7d2h", TimeSpan.text(Duration.ofHours(170)));
        assertEquals("1h30m", TimeSpan.text(Duration.ofMinutes(90)));
        assertEquals("5m0s", TimeSpan.text(Duration.ofMinutes(5)));
        assertEquals("2s", TimeSpan.text(Duration.ofMillis(2_900)));
        assertEquals("300ms", TimeSpan.text(Duration.ofMillis(300)));
    }
}
