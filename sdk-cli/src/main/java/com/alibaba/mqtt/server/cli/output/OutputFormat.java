package com.alibaba.mqtt.server.cli.output;

/** How rows are written. */
public enum OutputFormat {
    /** Columns for people. */
    table,
    /** One JSON array. */
    json,
    /** One JSON object a line. */
    jsonl,
    /** RFC 4180, with a line of names. */
    csv,
    /** The first column only, one a line. */
    name
}
