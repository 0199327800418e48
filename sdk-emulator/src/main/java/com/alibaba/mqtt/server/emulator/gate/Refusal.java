package com.alibaba.mqtt.server.emulator.gate;

/** Ends a connection. The message says which rule was broken, and what was refused. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final String what;
    private final Reason reason;

    /**
     * @param what was refused
     * @param why the rule
     */
    Refusal(String what, String why, Reason reason) {
        super(why, null, false, false);
        this.what = what;
        this.reason = reason;
    }

    String what() {
        return what;
    }

    String why() {
        return String.valueOf(getMessage());
    }

    Reason reason() {
        return reason;
    }
}
