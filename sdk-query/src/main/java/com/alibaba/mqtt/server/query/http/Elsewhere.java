package com.alibaba.mqtt.server.query.http;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Calls foreign code that may hang, so that a call which is broken off does not wait for it. */
public interface Elsewhere {
    /** Returns what it returns. */
    <T extends @Nullable Object> T call(Callable<T> foreign) throws Exception;
}
