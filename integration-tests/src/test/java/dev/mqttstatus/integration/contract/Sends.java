package dev.mqttstatus.integration.contract;

import com.alibaba.mqtt.server.callback.SendCallback;
import com.alibaba.mqtt.server.common.ServerException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Hears how sends end. */
final class Sends implements SendCallback {
    private final AtomicInteger confirmed = new AtomicInteger();
    private final List<ServerException> failures = new CopyOnWriteArrayList<>();

    @Override
    public void onSuccess(String msgId) {
        confirmed.incrementAndGet();
    }

    @Override
    public void onFail() {
        throw new AssertionError("the producer gives the cause");
    }

    @Override
    public void onFail(String msgId, ServerException cause) {
        failures.add(cause);
    }

    int confirmed() {
        return confirmed.get();
    }

    List<ServerException> failures() {
        return List.copyOf(failures);
    }

    int ended() {
        return confirmed.get() + failures.size();
    }
}
