package com.alibaba.mqtt.server.emulator.junit5;

/** How long an emulator is kept. */
public enum Lifetime {
    /** Until all tests of the JVM have run. */
    JVM,
    /** Until all tests of the class have run. */
    CLASS
}
