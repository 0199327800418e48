package com.alibaba.mqtt.server.query.http;

/** A call that another thread may break off. */
public interface Breakable {
    /**
     * Begins the next step of the call.
     *
     * @param name what it does, for the error if it takes too long
     * @param breaking breaks it off, without blocking; called immediately if the call is broken off already
     */
    void step(String name, Runnable breaking);
}
