package com.alibaba.mqtt.server.cli.run;

/** Ends a command with an exit code and one line of text, which is fit for a terminal and holds no secret. */
public final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /**
     * Creates one.
     *
     * @param exitCode one of {@link ExitCode}
     * @param message what went wrong and what to do
     */
    public CliException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** Returns the exit code. */
    public int exitCode() {
        return exitCode;
    }

    /** Returns one for wrong options or arguments. */
    public static CliException usage(String message) {
        return new CliException(ExitCode.USAGE, message);
    }

    /** Returns one for a setting that is missing or not allowed. */
    public static CliException configuration(String message) {
        return new CliException(ExitCode.CONFIGURATION, message);
    }
}
