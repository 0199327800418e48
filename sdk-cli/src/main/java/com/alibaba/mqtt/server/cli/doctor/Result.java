package com.alibaba.mqtt.server.cli.doctor;

/** How a step ended. */
enum Result {
    /** As it should be. */
    ok,
    /** It works, and somebody should look at it. */
    warn,
    /** It does not work. */
    fail,
    /** Not looked at, because something before it failed or it was not asked for. */
    skip
}
