package com.alibaba.mqtt.server.query.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far a query for many clients is.
 *
 * @param done clients with an answer or an error
 * @param total clients asked about; -1 if that is not known, as of a stream
 * @param perSecond clients a second, of late
 * @param left how long it may take still, at this rate; null if that is not known
 */
public record QueryProgress(
        long done, long total, double perSecond, @Nullable Duration left) {}
