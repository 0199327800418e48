package com.alibaba.mqtt.server.emulator.brokerj;

import java.lang.reflect.Field;
import org.apache.qpid.server.model.Broker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Broker-J's own, which ends the broker when the JVM terminates: at the same time as the emulator is closed, or before its state
 * is written. Who has started an emulator ends it.
 */
public final class ShutdownHook {
    private static final Logger LOG = LoggerFactory.getLogger(ShutdownHook.class);

    private ShutdownHook() {}

    /** Takes it away, if this broker has one. */
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
                // it is then as it was, and the JVM may be terminating
                LOG.debug("Broker-J keeps its shutdown hook", e);
                return;
            }
        }
        LOG.debug("Broker-J has no shutdown hook where it was");
    }
}
