package com.alibaba.mqtt.server.cli.run;

import com.alibaba.mqtt.server.internal.ForeignText;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads and writes time spans as people do: {@code 500ms}, {@code 90s}, {@code 1h30m}, {@code 7d}. */
public final class TimeSpan implements ITypeConverter<Duration> {
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final Pattern PART = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final int MAX_CHARS = 40;

    @Override
    public Duration convert(String text) {
        Matcher part = PART.matcher(text);
        Duration all = Duration.ZERO;
        int at = 0;
        while (text.length() <= MAX_CHARS && part.find() && part.start() == at) {
            Duration unit = UNITS.getOrDefault(part.group(2), Duration.ZERO);
            all = all.plus(unit.multipliedBy(Long.parseLong(part.group(1))));
            at = part.end();
        }
        if (at == 0 || at != text.length()) {
            throw new TypeConversionException(
                    ForeignText.quoted(text) + " is no time; for example 500ms, 90s, 5m, 1h30m, 7d");
        }
        return all;
    }

    /** Returns it in the two largest units, for example {@code 1h30m}. */
    public static String text(Duration time) {
        long seconds = time.toSeconds();
        if (seconds >= Duration.ofDays(1).toSeconds()) {
            return time.toDays() + "d" + time.toHoursPart() + "h";
        }
        if (seconds >= Duration.ofHours(1).toSeconds()) {
            return time.toHours() + "h" + time.toMinutesPart() + "m";
        }
        if (seconds >= Duration.ofMinutes(1).toSeconds()) {
            return time.toMinutes() + "m" + time.toSecondsPart() + "s";
        }
        return seconds > 0 ? seconds + "s" : time.toMillis() + "ms";
    }
}
