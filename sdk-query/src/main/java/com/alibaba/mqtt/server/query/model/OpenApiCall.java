package com.alibaba.mqtt.server.query.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A call of any operation of the service's OpenAPI (product OnsMqtt, version 2020-04-20), for {@code StatusQueryClient.call}:
 *
 * <pre>{@code
 * OpenApiAnswer answer = client.call(OpenApiCall.read("QueryToken").with("Token", token));
 * }</pre>
 *
 * <p>Immutable. The parameter {@code InstanceId} is that of the client, unless it is given.
 */
public final class OpenApiCall {
    private final String action;
    private final boolean idempotent;
    private final SortedMap<String, String> parameters;

    private OpenApiCall(String action, boolean idempotent, SortedMap<String, String> parameters) {
        this.action = action;
        this.idempotent = idempotent;
        this.parameters = parameters;
    }

    /**
     * Returns a call that may be carried out twice, as all that only read: it is sent again after a lost connection.
     *
     * @param action the operation, in the service's spelling
     */
    public static OpenApiCall read(String action) {
        return new OpenApiCall(required("action", action), true, new TreeMap<>());
    }

    /**
     * Returns a call that must not be carried out twice: it is sent again only if the service has refused it.
     *
     * @param action the operation, in the service's spelling
     */
    public static OpenApiCall write(String action) {
        return new OpenApiCall(required("action", action), false, new TreeMap<>());
    }

    /**
     * Returns this call with one more parameter. A list has a number after its name, from 1: {@code ClientIdList.1}.
     *
     * @param value not encoded
     */
    public OpenApiCall with(String name, Object value) {
        required("parameter name", name);
        if (value == null) {
            throw new IllegalArgumentException("parameter " + name + " is null; leave it out instead");
        }
        SortedMap<String, String> more = new TreeMap<>(parameters);
        more.put(name, value.toString());
        return new OpenApiCall(action, idempotent, more);
    }

    private static String required(String field, String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(
                    field + " is " + (value == null ? "null" : "blank") + "; a text is needed");
        }
        return value;
    }

    /** Returns the operation. */
    public String action() {
        return action;
    }

    /** Returns whether it may be carried out twice. */
    public boolean isIdempotent() {
        return idempotent;
    }

    /** Returns the parameters, not encoded, sorted by name; not modifiable. */
    public SortedMap<String, String> parameters() {
        return Collections.unmodifiableSortedMap(parameters);
    }

    @Override
    public String toString() {
        return "OpenApiCall[" + action + ", " + parameters.keySet() + "]";
    }
}
