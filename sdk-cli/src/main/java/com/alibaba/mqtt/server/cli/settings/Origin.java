package com.alibaba.mqtt.server.cli.settings;

/** Where a setting was found; the earlier ones win. */
public enum Origin {
    /** On the command line. */
    FLAG,
    /** In the environment. */
    ENVIRONMENT,
    /** In a file of profiles. */
    PROFILE,
    /** Nowhere. */
    DEFAULT
}
