package com.alibaba.mqtt.server.emulator.openapi;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of one call of an operation. Each method throws what the OpenAPI answers when one is wrong. */
record Parameters(Map<String, String> values, boolean longIdsRefused) {
    private static final int MAX_ID = 64;

    /** The value, or null. */
    @Nullable
    String optional(String name) {
        return values.get(name);
    }

    String mandatory(String name) throws OpenApiError {
        String value = values.get(name);
        if (value == null || value.isEmpty()) {
            throw OpenApiError.missing(name);
        }
        return value;
    }

    String clientId(String name) throws OpenApiError {
        String value = mandatory(name);
        if (longIdsRefused && value.length() > MAX_ID) {
            throw OpenApiError.parameter(name + " has more than " + MAX_ID + " characters.");
        }
        return value;
    }

    long number(String name, long min, long max) throws OpenApiError {
        String text = mandatory(name);
        try {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw OpenApiError.parameter(name + " is not a number from " + min + " to " + max + ".");
    }

    /** False when it is not given. */
    boolean flag(String name) throws OpenApiError {
        String text = values.getOrDefault(name, "");
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false") || text.isEmpty()) {
            return text.equalsIgnoreCase("true");
        }
        throw OpenApiError.parameter(name + " is neither true nor false.");
    }
}
