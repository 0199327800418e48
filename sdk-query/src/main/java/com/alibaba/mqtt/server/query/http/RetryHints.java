package com.alibaba.mqtt.server.query.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** When the service says that it can be asked again. */
public final class RetryHints {
    /** Nobody waits longer because a server says so. */
    static final Duration MAX = Duration.ofMinutes(1);

    private static final Pattern TIME_LEFT = Pattern.compile("TimeLeft:\\s*(\\d{1,9})\\b");
    private static final Pattern DIGITS = Pattern.compile("\\d{1,9}");

    private RetryHints() {}

    /**
     * Returns the longest wait that the answer asks for, at most a minute; null if it asks for none. Known are
     * {@code x-acs-retry-after} in milliseconds, {@code TimeLeft} in milliseconds of {@code x-ratelimit-user-api} and
     * {@code x-ratelimit-user}, and {@code Retry-After} in seconds or as a date.
     */
    public static @Nullable Duration of(HttpAnswer answer) {
        long millis = Math.max(
                Math.max(digits(answer.header("x-acs-retry-after")), retryAfter(answer)),
                Math.max(timeLeft(answer.header("x-ratelimit-user-api")), timeLeft(answer.header("x-ratelimit-user"))));
        return millis <= 0 ? null : Duration.ofMillis(Math.min(millis, MAX.toMillis()));
    }

    private static long digits(@Nullable String text) {
        return text != null && DIGITS.matcher(text.strip()).matches() ? Long.parseLong(text.strip()) : 0;
    }

    private static long timeLeft(@Nullable String text) {
        Matcher found = TIME_LEFT.matcher(text == null ? "" : text);
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    private static long retryAfter(HttpAnswer answer) {
        @Nullable String text = answer.header("Retry-After");
        long seconds = digits(text);
        if (seconds > 0) {
            return Duration.ofSeconds(seconds).toMillis();
        }
        @Nullable Instant until = date(text);
        @Nullable Instant now = date(answer.header("Date"));
        return until == null || now == null ? 0 : Duration.between(now, until).toMillis();
    }

    /** Returns the time that a header names in the form of HTTP, or null. */
    public static @Nullable Instant date(@Nullable String header) {
        try {
            return header == null ? null : DateTimeFormatter.RFC_1123_DATE_TIME.parse(header, Instant::from);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
