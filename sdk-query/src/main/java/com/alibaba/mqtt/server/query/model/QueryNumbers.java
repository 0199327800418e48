package com.alibaba.mqtt.server.query.model;

import java.time.Duration;

/**
 * What was sent so far.
 *
 * @param requests all requests
 * @param retries requests that repeated another one
 * @param billed requests that the service carried out, and bills, as far as its answers show
 * @param throttled requests that the service refused because there were too many
 * @param failed requests without a successful answer, the throttled ones included
 * @param time how long all requests took together
 */
public record QueryNumbers(long requests, long retries, long billed, long throttled, long failed, Duration time) {}
