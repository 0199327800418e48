package com.alibaba.mqtt.server.emulator.program;

import com.alibaba.mqtt.server.emulator.Emulator;
import picocli.CommandLine.Option;

/** How much the runnable jar says on the standard error, where its log goes. */
final class Verbosity {
    private static final String LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";
    private static final String LEVEL_OF = "org.slf4j.simpleLogger.log.";

    @Option(names = "--verbose", description = "Show each notice and each delivery on the standard error")
    private boolean verbose;

    @Option(names = "--quiet", description = "Show nothing on the standard error, no refusal either")
    private boolean quiet;

    /**
     * Sets it for slf4j-simple, which reads it once: to be called before anything logs. Other logs have settings of their own.
     *
     * @throws IllegalArgumentException when both are wanted
     */
    void apply() {
        if (verbose && quiet) {
            throw new IllegalArgumentException("--verbose and --quiet exclude each other");
        }
        String emulator = Emulator.class.getPackageName();
        if (verbose) {
            System.setProperty(LEVEL_OF + emulator, "debug");
        } else if (quiet) {
            System.setProperty(LEVEL, "off");
            System.setProperty(LEVEL_OF + emulator, "off");
            for (String library : new String[] {"org.apache.qpid", "org.apache.activemq.artemis.core.server"}) {
                System.setProperty(LEVEL_OF + library, "off");
            }
        }
    }
}
