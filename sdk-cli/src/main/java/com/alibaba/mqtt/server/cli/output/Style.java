package com.alibaba.mqtt.server.cli.output;

/** How a text looks on a terminal. */
public enum Style {
    /** As it is. */
    PLAIN(""),
    /** Good. */
    GREEN("32"),
    /** Bad. */
    RED("31"),
    /** Neither. */
    YELLOW("33"),
    /** A heading. */
    BOLD("1"),
    /** Of less weight. */
    DIM("2");

    private final String code;

    Style(String code) {
        this.code = code;
    }

    /** Returns the text in this style, or as it is without colours. */
    public String of(String text, boolean colors) {
        return !colors || code.isEmpty() || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
