package com.alibaba.mqtt.server.cli.output;

/**
 * Writes rows to the standard output. Not thread-safe.
 *
 * @param <T> what a row is made of
 */
public interface Rows<T> extends AutoCloseable {
    /**
     * Writes a row, now or soon.
     *
     * @throws com.alibaba.mqtt.server.cli.run.CliException if nobody reads the output any more
     */
    void add(T row);

    /** Writes what is left. */
    @Override
    void close();
}
