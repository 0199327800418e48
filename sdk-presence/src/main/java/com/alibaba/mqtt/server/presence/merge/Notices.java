package com.alibaba.mqtt.server.presence.merge;

import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.presence.numbers.Counters;
import com.alibaba.mqtt.server.presence.rule.Address;
import com.alibaba.mqtt.server.presence.rule.ChannelId;
import com.alibaba.mqtt.server.presence.rule.Fact;

/** Creates facts of notices, whose times are not trusted. Thread-safe. Internal, not exported. */
public final class Notices {
    /** As milliseconds this was in 1973; as seconds it is in the year 5138. */
    private static final long SECONDS_BELOW = 100_000_000_000L;

    private final long maxAhead;
    private final Counters counters;

    /** Creates one that believes times up to so many milliseconds in our future. */
    public Notices(long maxAhead, Counters counters) {
        this.maxAhead = maxAhead;
        this.counters = counters;
    }

    /** Returns the fact, at the time of the notice, or of now as a guess; and counts the notice. */
    public Fact fact(StatusNotice notice, long now) {
        long known = millis(notice.getTime(), now);
        long time = known == 0 ? now : known;
        Fact fact = new Fact(
                ChannelId.of(notice.getChannelId()),
                notice.eventType(),
                time,
                Address.of(notice.getClientIp()),
                known == 0);
        counters.notice(now - time);
        return fact;
    }

    /** Returns the time in milliseconds; 0 if there is none that can be used. */
    private long millis(long time, long now) {
        if (time <= 0) {
            counters.missingTimes.increment();
            return 0;
        }
        long millis = time < SECONDS_BELOW ? time * 1000 : time;
        if (millis - now > maxAhead) {
            counters.clampedTimes.increment();
            return 0;
        }
        return millis;
    }
}
