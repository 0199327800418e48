package com.alibaba.mqtt.server.query;

import dev.mqttstatus.testing.Sneaky;
import java.io.IOException;
import java.util.concurrent.Callable;

/** Every class of thing that foreign code can throw; and two ways of misbehaving without. */
@SuppressWarnings("ImmutableEnumChecker") // nobody changes the exceptions
enum Throwers {
    RUNTIME_EXCEPTION(new IllegalStateException("thrown")),
    CHECKED_EXCEPTION_THROWN_PAST_THE_COMPILER(new IOException("thrown")),
    ERROR(new Error("thrown")),
    ASSERTION_ERROR(new AssertionError("thrown")),
    STACK_OVERFLOW(new StackOverflowError("thrown")),
    OUT_OF_MEMORY(new OutOfMemoryError("unable to create native thread")),
    LINKAGE_ERROR(new NoClassDefFoundError("com/example/Missing")),
    LIKE_THREAD_DEATH(new Error("thrown") {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("and its text throws, too");
        }
    }),
    INTERRUPTED_EXCEPTION(new InterruptedException("thrown")),
    NULL(null);

    private final Throwable thrown;

    Throwers(Throwable thrown) {
        this.thrown = thrown;
    }

    /** Throws, or returns null. */
    Object go() {
        if (thrown != null) {
            Sneaky.throwAny(thrown);
        }
        return null;
    }

    /** A call that misbehaves so the first time, and then does as it should. */
    <T> Callable<T> firstThen(Callable<T> good) {
        return new Callable<>() {
            private boolean done;

            @Override
            public synchronized T call() throws Exception {
                if (!done) {
                    done = true;
                    go();
                    return null;
                }
                return good.call();
            }
        };
    }
}
