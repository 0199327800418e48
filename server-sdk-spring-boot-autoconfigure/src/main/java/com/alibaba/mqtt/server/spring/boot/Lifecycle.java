package com.alibaba.mqtt.server.spring.boot;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.Causes;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.spring.listener.InstanceConsumers;
import com.alibaba.mqtt.server.spring.listener.StartObserver;
import com.alibaba.mqtt.server.spring.listener.Stops;
import com.alibaba.mqtt.server.spring.settings.MqttStatusProperties.Start;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the consumers after everything else, and stops them before it: what they call is there as long as they are. A stopped
 * one can be started again.
 */
final class Lifecycle implements SmartLifecycle, SmartInitializingSingleton {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);
    private static final long FIRST_PAUSE_MILLIS = 1_000;
    private static final long MAX_PAUSE_MILLIS = 30_000;

    private final List<InstanceConsumers> consumers;
    private final Start start;
    private final Iterable<StartObserver> observers;
    private final Duration stopTime;
    private final Runnable check;

    private volatile boolean running;
    /** Null while all are started, or none is to be. */
    private volatile @Nullable Thread retrying;

    /**
     * Creates it.
     *
     * @param observers are told of each instance that started; what they throw is logged
     * @param stopTime how long stopping may take, of all instances together
     * @param check called when all beans are there
     */
    Lifecycle(
            List<InstanceConsumers> consumers,
            Start start,
            Iterable<StartObserver> observers,
            Duration stopTime,
            Runnable check) {
        this.consumers = consumers.stream().filter(InstanceConsumers::isNeeded).toList();
        this.start = start;
        this.observers = observers;
        this.stopTime = stopTime;
        this.check = check;
    }

    @Override
    public void afterSingletonsInstantiated() {
        check.run();
    }

    @Override
    public synchronized void start() {
        if (running) {
            return;
        }
        running = true;
        try {
            List<InstanceConsumers> left = startAll(consumers);
            if (!left.isEmpty()) {
                Thread thread = new Thread(() -> retry(left), "mqtt-status-start");
                // no daemon: without a web server nothing else keeps the application alive
                thread.setDaemon(false);
                retrying = thread;
                thread.start();
            }
        } catch (IOException e) {
            stop();
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            // Error: as when the class path lacks something
            stop();
            throw e;
        }
    }

    /** Returns those that could not be started now, and will be tried again. */
    private List<InstanceConsumers> startAll(List<InstanceConsumers> wanted) throws IOException {
        List<InstanceConsumers> left = new ArrayList<>();
        for (InstanceConsumers each : wanted) {
            try {
                each.start();
                begun(each);
            } catch (IOException | RuntimeException e) {
                // by what is not the service's, another attempt would fail too
                if (start == Start.EAGER || Causes.first(e, ServerException.class) == null) {
                    throw e;
                }
                LOG.warn("the instance {} of mqtt-status cannot be started yet; it is tried again", each.instance(), e);
                left.add(each);
            }
        }
        return left;
    }

    private void retry(List<InstanceConsumers> failed) {
        List<InstanceConsumers> left = failed;
        long pause = FIRST_PAUSE_MILLIS;
        while (retrying == Thread.currentThread() && !left.isEmpty()) {
            try {
                Thread.sleep(pause);
                left = left.stream().filter(each -> !isStarted(each)).toList();
            } catch (InterruptedException e) {
                return;
            }
            pause = Math.min(2 * pause, MAX_PAUSE_MILLIS);
        }
    }

    private boolean isStarted(InstanceConsumers each) {
        try {
            each.start();
            LOG.info("the instance {} of mqtt-status is started now", each.instance());
        } catch (Throwable e) {
            // Throwable: whatever it is, the next attempt may work
            LOG.debug("the instance {} of mqtt-status cannot be started yet", each.instance(), e);
            return false;
        }
        begun(each);
        if (!running) {
            stopAll(List.of(each));
        }
        return true;
    }

    private void begun(InstanceConsumers each) {
        for (StartObserver observer : observers) {
            try {
                observer.started(each);
            } catch (Throwable e) {
                // Throwable: whoever only looks on ends neither the start nor the attempts for other instances
                LOG.warn("the instance {} of mqtt-status is started, but {} failed", each.instance(), observer, e);
            }
        }
    }

    @Override
    public synchronized void stop() {
        if (!running) {
            return;
        }
        running = false;
        Thread thread = retrying;
        retrying = null;
        if (thread != null) {
            thread.interrupt();
        }
        stopAll(consumers);
    }

    /** Concurrently, with one deadline: the phase in which Spring lets us stop is one for all instances. */
    private void stopAll(List<InstanceConsumers> all) {
        Deadline deadline = Deadline.in(Math.max(1, stopTime.toMillis()));
        Map<String, Stops.Stop> stops = new LinkedHashMap<>();
        all.forEach(each -> stops.put(each.instance(), () -> each.stop(deadline)));
        Stops.all(stops, deadline);
    }

    /** Not on Spring's thread, which stops others of this phase meanwhile. */
    @Override
    public void stop(Runnable callback) {
        Thread stopping = new Thread(
                () -> {
                    try {
                        stop();
                    } finally {
                        callback.run();
                    }
                },
                "mqtt-status-stop");
        stopping.start();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
