package dev.mqttstatus.benchmarks;

import java.io.IOException;

/** A broker in a process of its own with one queue of notices, which are not persistent. */
interface Broker extends AutoCloseable {
    int port();

    /** Processor time of the broker so far, in us. */
    long cpu() throws IOException;

    /** Puts notices into the queue until it holds so many. The first one after a purge has the number 0. */
    void fill(int depth) throws IOException;

    /** Puts one notice of this client into the queue. */
    void put(String clientId) throws IOException;

    /** Puts notices into the queue whenever it holds less than so many, until it is changed: 0 for no more. */
    void keep(int depth) throws IOException;

    /** How many notices the queue holds, with those that are unsettled. */
    long depth() throws IOException;

    /** How many of them are unsettled. */
    long unsettled() throws IOException;

    /** Empties the queue; not for while a client is there. */
    void purge() throws IOException;

    @Override
    void close() throws IOException;
}
