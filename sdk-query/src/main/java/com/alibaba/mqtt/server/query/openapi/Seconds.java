package com.alibaba.mqtt.server.query.openapi;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as the signatures want them, {@code yyyy-MM-dd'T'HH:mm:ss'Z'}. Each second is written once. */
final class Seconds {
    private volatile Written last = new Written(0, "1970-01-01T00:00:00Z");

    /** A second and its text. */
    private record Written(long second, String text) {}

    String text(Instant now) {
        Written known = last;
        if (known.second() == now.getEpochSecond()) {
            return known.text();
        }
        String text = now.truncatedTo(ChronoUnit.SECONDS).toString();
        last = new Written(now.getEpochSecond(), text);
        return text;
    }
}
