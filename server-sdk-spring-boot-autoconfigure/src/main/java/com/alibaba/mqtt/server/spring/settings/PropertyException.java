package com.alibaba.mqtt.server.spring.settings;

/** Says which property is wrong and what is allowed. */
public final class PropertyException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String property;
    private final String reason;

    /** Creates one; the reason must hold no secret. */
    public PropertyException(String property, String reason, Throwable cause) {
        super("the property " + property + ": " + reason, cause);
        this.property = property;
        this.reason = reason;
    }

    /** Creates one without a cause. */
    public PropertyException(String property, String reason) {
        super("the property " + property + ": " + reason);
        this.property = property;
        this.reason = reason;
    }

    /** Returns the full name of the property. */
    public String property() {
        return property;
    }

    /** Returns what is wrong and what is allowed. */
    public String reason() {
        return reason;
    }
}
