package com.alibaba.mqtt.server.internal;

import java.util.Objects;
import java.util.stream.Stream;

/**
 * Looks through an exception and its causes. They are foreign code: the chain may be a circle, or have no end, and {@code
 * getCause()} may throw.
 */
public final class Causes {
    private static final int MAX = 100;

    private Causes() {}

    /** Tells whether there is one of this kind among the first {@value #MAX}. */
    public static boolean has(Throwable failure, Class<? extends Throwable> kind) {
        return first(failure, kind) != null;
    }

    /** Returns the outermost of this kind; null if there is none. */
    public static <T extends Throwable> T first(Throwable failure, Class<T> kind) {
        return chain(failure)
                .filter(kind::isInstance)
                .findFirst()
                .map(kind::cast)
                .orElse(null);
    }

    /** Returns the innermost of this kind; null if there is none. */
    public static <T extends Throwable> T last(Throwable failure, Class<T> kind) {
        return chain(failure)
                .filter(kind::isInstance)
                .reduce((outer, inner) -> inner)
                .map(kind::cast)
                .orElse(null);
    }

    private static Stream<Throwable> chain(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Causes::of).limit(MAX);
    }

    /** Returns the cause; null if there is none, or if asking for it throws. */
    static Throwable of(Throwable failure) {
        try {
            return failure.getCause();
        } catch (Throwable e) {
            // Throwable: whatever it is, there is no cause to be had
            return null;
        }
    }
}
