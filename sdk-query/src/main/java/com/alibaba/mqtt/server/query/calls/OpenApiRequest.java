package com.alibaba.mqtt.server.query.calls;

import java.util.SortedMap;

/**
 * One call of the API, not signed yet.
 *
 * @param action the operation
 * @param parameters those of the operation, sorted by name
 * @param idempotent whether it may be carried out twice
 */
public record OpenApiRequest(String action, SortedMap<String, String> parameters, boolean idempotent) {}
