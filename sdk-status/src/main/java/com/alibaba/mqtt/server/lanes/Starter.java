package com.alibaba.mqtt.server.lanes;

import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.internal.Workers;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Starts the workers of some lanes on an executor, and logs when that does not begin them. Any thread. */
final class Starter {
    private final Lanes lanes;
    private final Workers threads;
    private final StateLog late;

    Starter(Lanes lanes, Executor threads, StateLog refusing, StateLog late) {
        this.lanes = lanes;
        this.threads = new Workers(threads, refusing);
        this.late = late;
    }

    /** Starts so many more workers, or fewer if there are enough meanwhile or the executor refuses one. */
    void wake(int count) {
        for (int n = 0; n < count; n++) {
            Worker worker = new Worker(lanes);
            if (!lanes.admit(worker) || !worker.start(threads)) {
                return;
            }
        }
    }

    /** Has the worker work in the calling thread. */
    void runHere(Worker worker) {
        threads.runHere(worker);
    }

    /** A worker has begun. */
    void begun() {
        late.over();
    }

    /** Workers were given up that were not begun for this long; 0 for none. */
    void givenUpAfter(long nanos) {
        if (nanos > 0) {
            late.failed(
                    "none was begun for " + TimeUnit.NANOSECONDS.toSeconds(nanos)
                            + " s; the executor is asked for another",
                    null);
        }
    }

    /** Returns whether the executor refuses workers or does not begin them. */
    boolean isStarved() {
        return threads.isFailing() || late.isOn();
    }
}
