package com.alibaba.mqtt.server.lanes;

import org.jspecify.annotations.Nullable;

/** One piece of work for {@link Lanes}. */
public abstract class Task {
    /** The next task of the lane. */
    @Nullable
    Task next;

    /** Returns what it belongs to; always the same. Tasks with the same key run one after the other. */
    public abstract String key();

    /** Does the work; must not throw. */
    protected abstract void run();

    /** Returns the gate through which it goes, always the same; null for none. */
    protected @Nullable Gate gate() {
        return null;
    }

    /** It waits at its gate from now on. Called with the monitor of the lanes held; must neither block nor throw. */
    protected void waitsAtGate() {}

    /** Its gate let it go, and it waits in its lane. Called with the monitor of the lanes held; must neither block nor throw. */
    protected void waitsInLane() {}
}
