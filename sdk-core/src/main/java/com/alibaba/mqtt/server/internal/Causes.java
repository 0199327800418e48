package com.alibaba.mqtt.server.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks through an exception and its causes. They are foreign code: the chain may be a circle, or have no end, and {@code
 * getCause()} may throw.
 */
public final class Causes {
    private static final int MAX = 100;

    private Causes() {}

    /** Returns whether there is one of this kind among the first {@value #MAX}. */
    public static boolean has(@Nullable Throwable failure, Class<? extends Throwable> kind) {
        return first(failure, kind) != null;
    }

    /** Returns whether there is one of the class with this name, which may be missing, among the first {@value #MAX}. */
    public static boolean has(@Nullable Throwable failure, String kind) {
        return chain(failure).anyMatch(each -> each.getClass().getName().equals(kind));
    }

    /** Returns the outermost of this kind; null if there is none. */
    public static <T extends Throwable> @Nullable T first(@Nullable Throwable failure, Class<T> kind) {
        return chain(failure)
                .filter(kind::isInstance)
                .findFirst()
                .map(kind::cast)
                .orElse(null);
    }

    /** Returns the innermost of this kind; null if there is none. */
    public static <T extends Throwable> @Nullable T last(@Nullable Throwable failure, Class<T> kind) {
        return chain(failure)
                .filter(kind::isInstance)
                .reduce((outer, inner) -> inner)
                .map(kind::cast)
                .orElse(null);
    }

    private static Stream<Throwable> chain(@Nullable Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable at = failure; at != null && chain.size() < MAX; at = of(at)) {
            chain.add(at);
        }
        return chain.stream();
    }

    /** Returns the cause; null if there is none, or if asking for it throws. */
    static @Nullable Throwable of(Throwable failure) {
        try {
            return failure.getCause();
        } catch (Throwable e) {
            // Throwable: whatever it is, there is no cause
            return null;
        }
    }
}
