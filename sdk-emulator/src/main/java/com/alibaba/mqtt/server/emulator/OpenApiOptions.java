package com.alibaba.mqtt.server.emulator;

import java.util.Objects;

/**
 * How the OpenAPI of an {@link Emulator} behaves from the start. Immutable: each method returns a copy with another setting.
 *
 * <pre>{@code
 * Emulator.builder().openApi(OpenApiOptions.defaults().limits(OpenApiLimits.ofService()).tls(true))
 * }</pre>
 */
public final class OpenApiOptions {
    private static final OpenApiOptions DEFAULTS = new OpenApiOptions(OpenApiLimits.none(), false, true, false);

    private final OpenApiLimits limits;
    private final boolean tls;
    private final boolean closeConnection;
    private final boolean longIdsRefused;

    private OpenApiOptions(OpenApiLimits limits, boolean tls, boolean closeConnection, boolean longIdsRefused) {
        this.limits = limits;
        this.tls = tls;
        this.closeConnection = closeConnection;
        this.longIdsRefused = longIdsRefused;
    }

    /** No limits, no TLS, CloseConnection is supported, and client ids are not checked. */
    public static OpenApiOptions defaults() {
        return DEFAULTS;
    }

    /** The same with other limits to begin with; {@link EmulatorOpenApi#limits} changes them. Default none. */
    public OpenApiOptions limits(OpenApiLimits value) {
        return new OpenApiOptions(Objects.requireNonNull(value, "limits"), tls, closeConnection, longIdsRefused);
    }

    /**
     * The same, with or without a port for HTTPS, {@link EmulatorOpenApi#httpsPort()}, beside the plain one. Its clients
     * have to trust {@link Emulator#certificate()} and to connect to {@code localhost}. Default false.
     */
    public OpenApiOptions tls(boolean value) {
        return new OpenApiOptions(limits, value, closeConnection, longIdsRefused);
    }

    /**
     * The same, with or without the operation CloseConnection. Without, it is answered 404 {@code ApiNotSupport}, as by
     * editions that do not have it. Default true.
     */
    public OpenApiOptions closeConnection(boolean value) {
        return new OpenApiOptions(limits, tls, value, longIdsRefused);
    }

    /**
     * The same, where client ids of more than 64 characters are refused with 400 {@code ParameterCheckFailed}, or are those
     * of clients that nobody has ever seen. Default false, the latter.
     */
    public OpenApiOptions refuseLongIds(boolean value) {
        return new OpenApiOptions(limits, tls, closeConnection, value);
    }

    OpenApiLimits limits() {
        return limits;
    }

    boolean isTls() {
        return tls;
    }

    boolean hasCloseConnection() {
        return closeConnection;
    }

    boolean refusesLongIds() {
        return longIdsRefused;
    }
}
