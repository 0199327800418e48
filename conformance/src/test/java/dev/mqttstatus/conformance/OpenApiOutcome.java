package dev.mqttstatus.conformance;

import com.alibaba.fastjson2.JSON;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a call came to, in a form in which those of different clients are equal if they say the same.
 *
 * @param status the HTTP status
 * @param code the code of an error, empty for a success
 * @param body the JSON of a success but for the request id, empty for an error
 * @param hasRequestId whether there is a request id of the service's shape
 */
record OpenApiOutcome(String status, String code, String body, boolean hasRequestId) {
    private static final Pattern REQUEST_ID = Pattern.compile("[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}");

    static OpenApiOutcome of(Map<String, Object> outcome) {
        Object body = outcome.get("body");
        if (body instanceof String json) {
            body = JSON.parseObject(json);
        }
        Object requestId = body instanceof Map<?, ?> map ? map.get("RequestId") : outcome.get("request");
        return new OpenApiOutcome(
                String.valueOf(outcome.get("status")),
                String.valueOf(outcome.getOrDefault("code", "")),
                body == null ? "" : text(body),
                requestId instanceof String id && REQUEST_ID.matcher(id).matches());
    }

    /** The same for a client that only says whether a failure was the service's. */
    OpenApiOutcome roughly() {
        boolean failed = !code.isEmpty();
        String kind = Integer.parseInt(status) >= 500 ? "5xx" : "4xx";
        return new OpenApiOutcome(failed ? kind : status, code, body, hasRequestId);
    }

    /** The same with another code. */
    OpenApiOutcome withCode(String other) {
        return new OpenApiOutcome(status, other, body, hasRequestId);
    }

    private static String text(Object json) {
        if (json instanceof Map<?, ?> map) {
            Map<String, String> sorted = new TreeMap<>();
            map.forEach((key, value) -> sorted.put(String.valueOf(key), text(value)));
            sorted.remove("RequestId");
            return sorted.toString();
        }
        if (json instanceof List<?> list) {
            return list.stream().map(OpenApiOutcome::text).collect(Collectors.joining(", ", "[", "]"));
        }
        if (json instanceof Number number) {
            return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
        }
        return json instanceof String text ? '"' + text + '"' : String.valueOf(json);
    }
}
