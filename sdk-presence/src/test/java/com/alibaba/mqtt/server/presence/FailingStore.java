package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.presence.store.PresenceStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Random;

/** A store whose calls fail on purpose. By reflection, so that all methods of a store fail, also those to come. */
final class FailingStore implements InvocationHandler {
    private final Random random;
    /** What is behind it. */
    PresenceStore kept;

    /** Whether every call fails. */
    boolean away;

    /** The share of calls that fail by themselves. */
    double failing;

    /** Whether the next update is done, and its answer lost. */
    boolean losesNextAnswer;

    /** Whose calls always fail: a client id, or the task of an index; null for none. */
    Object failsFor;

    /** Counts down at each call; the one that reaches 0 fails. */
    int callsUntilFailure;

    FailingStore(Random random, PresenceStore kept) {
        this.random = random;
        this.kept = kept;
    }

    PresenceStore store() {
        return (PresenceStore) Proxy.newProxyInstance(
                PresenceStore.class.getClassLoader(), new Class<?>[] {PresenceStore.class}, this);
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("close")) {
            return null;
        }
        boolean counted = callsUntilFailure > 0 && --callsUntilFailure == 0;
        boolean meant = failsFor != null && arguments != null && failsFor.equals(arguments[0]);
        if (away || meant || counted || (failing > 0 && random.nextDouble() < failing)) {
            throw new IllegalStateException("the store is away");
        }
        Object answer;
        try {
            answer = method.invoke(kept, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (losesNextAnswer && method.getName().equals("update")) {
            losesNextAnswer = false;
            throw new IllegalStateException("the store did not answer in time");
        }
        return answer;
    }
}
