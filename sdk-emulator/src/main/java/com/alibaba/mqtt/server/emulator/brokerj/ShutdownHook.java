package com.alibaba.mqtt.server.emulator.brokerj;

import java.lang.reflect.Field;
import org.apache.qpid.server.model.Broker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Broker-J's shutdown hook, which ends the broker when the JVM terminates: while the emulator is being closed, or before its
 * state is written. It is removed, as whoever starts an emulator closes it.
 */
public final class ShutdownHook {
    private static final Logger LOG = LoggerFactory.getLogger(ShutdownHook.class);

    private ShutdownHook() {}

    /** Removes the hook of a broker, if it has one. */
    public static void remove(Broker<?> broker) {
        for (Class<?> type = broker.getClass(); type != null; type = type.getSuperclass()) {
            try {
                Field field = type.getDeclaredField("_shutdownHook");
                field.setAccessible(true);
                if (field.get(broker) instanceof Thread hook) {
                    Runtime.getRuntime().removeShutdownHook(hook);
                }
                return;
            } catch (NoSuchFieldException e) {
                LOG.trace("{} has no shutdown hook", type, e);
            } catch (ReflectiveOperationException | RuntimeException e) {
                // then the hook stays; removing one also fails when the JVM is terminating already
                LOG.debug("Broker-J keeps its shutdown hook", e);
                return;
            }
        }
        LOG.debug("Broker-J has no shutdown hook where it was");
    }
}
