package com.alibaba.mqtt.server.query.model;

import com.alibaba.mqtt.server.query.openapi.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A successful answer of the OpenAPI.
 *
 * @param requestId the service's id of the request, which its support asks for; null if it sent none
 * @param values the answer's JSON object, not modifiable: values are {@code Map}, {@code List}, {@code String},
 *     {@code Boolean}, {@code Long}, {@link BigDecimal} for other numbers, or null
 */
public record OpenApiAnswer(@Nullable String requestId, Map<String, @Nullable Object> values) {
    private static final int MAX_LONG_DIGITS = 18;
    /** What has more is no figure of this service, and would cost memory. */
    private static final int MAX_DIGITS = 60;

    /** Reads the service's answer. */
    public static OpenApiAnswer of(@Nullable String requestId, Map<String, @Nullable Object> json) {
        return new OpenApiAnswer(requestId, converted(json));
    }

    private static Map<String, @Nullable Object> converted(Map<?, ?> json) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        json.forEach((name, value) -> map.put((String) name, convertedValue(value)));
        return Collections.unmodifiableMap(map);
    }

    private static @Nullable Object convertedValue(@Nullable Object value) {
        if (value instanceof Map<?, ?> object) {
            return converted(object);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>();
            list.forEach(each -> copy.add(convertedValue(each)));
            return Collections.unmodifiableList(copy);
        }
        if (value instanceof Json.Digits number) {
            String text = number.text();
            if (text.length() <= MAX_LONG_DIGITS && text.matches("-?\\d+")) {
                return Long.valueOf(text);
            }
            return text.length() <= MAX_DIGITS ? new BigDecimal(text) : text;
        }
        return value;
    }
}
