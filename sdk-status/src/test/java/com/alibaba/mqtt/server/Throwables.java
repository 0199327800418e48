package com.alibaba.mqtt.server;

import dev.mqttstatus.testing.Sneaky;
import java.util.stream.Stream;

/** What foreign code may do to its caller. */
enum Throwables {
    RUNTIME_EXCEPTION(new IllegalStateException("thrown by the test\nin two lines")),
    CHECKED_SNEAKILY(new Exception("thrown by the test")),
    INTERRUPTED_SNEAKILY(new InterruptedException("thrown by the test")),
    ASSERTION_ERROR(new AssertionError("thrown by the test")),
    STACK_OVERFLOW(new StackOverflowError()),
    OUT_OF_MEMORY(new OutOfMemoryError("unable to create native thread")),
    LINKAGE_ERROR(new NoClassDefFoundError("com/example/Missing")),
    THREAD_DEATH(new ThreadDeath()),
    PLAIN_THROWABLE(new Throwable("thrown by the test")),
    WITHOUT_A_TEXT(new Hostile()),
    INTERRUPT_LEFT_BEHIND(null);

    /** An exception that cannot even be shown. */
    private static final class Hostile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("thrown by getMessage()");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("thrown by getStackTrace()");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("thrown by toString()");
        }
    }

    @SuppressWarnings("ImmutableEnumChecker")
    private final Throwable thrown;

    Throwables(Throwable thrown) {
        this.thrown = thrown;
    }

    /** Those that throw. */
    static Stream<Throwables> throwing() {
        return Stream.of(values()).filter(Throwables::isThrown);
    }

    boolean isThrown() {
        return thrown != null;
    }

    /** Throws it, or interrupts the calling thread. */
    void happen() {
        if (thrown == null) {
            Thread.currentThread().interrupt();
        } else {
            Sneaky.throwAny(thrown);
        }
    }
}
