package com.alibaba.mqtt.server.presence;

import dev.mqttstatus.testing.Sneaky;

/** What foreign code can do instead of what it should: one of each class of Throwable, and more. */
enum Fault {
    RUNTIME_EXCEPTION(new IllegalStateException("no")),
    CHECKED_EXCEPTION(new Exception("sneaked through")),
    INTERRUPTED_EXCEPTION(new InterruptedException("not by us")),
    ASSERTION_ERROR(new AssertionError("not so")),
    STACK_OVERFLOW(new StackOverflowError("deep")),
    OUT_OF_MEMORY(new OutOfMemoryError("unable to create native thread")),
    LINKAGE_ERROR(new NoClassDefFoundError("gone/Away")),
    BARE_THROWABLE(new Throwable("of no kind")),
    EVIL_TEXT(new RuntimeException() {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("not even a message");
        }
    }),
    THREAD_DEATH(new Error("as ThreadDeath was") {
        private static final long serialVersionUID = 1L;
    }),
    INTERRUPT(null),
    NULL(null);

    @SuppressWarnings("ImmutableEnumChecker")
    private final Throwable thrown;

    Fault(Throwable thrown) {
        this.thrown = thrown;
    }

    boolean isThrown() {
        return thrown != null;
    }

    /** Throws it, or leaves an interrupt behind and returns what is good, or returns null. */
    <T> T commit(T good) {
        if (thrown != null) {
            Sneaky.throwAny(thrown);
        }
        if (this == INTERRUPT) {
            Thread.currentThread().interrupt();
            return good;
        }
        return null;
    }
}
