package dev.mqttstatus.emulator.org.slf4j;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;

/**
 * Stands in the place of SLF4J's class of that name in the published jar, whose build renames the uses of it. A logger of
 * the emulator's own is SLF4J's; a logger of a broker says only what has gone wrong, unless its level is TRACE: DEBUG is what Logback has without
 * a file of settings.
 */
public final class LoggerFactory {
    private static final String OURS = "com.alibaba.mqtt.server.emulator";
    private static final MethodHandle SLF4J = slf4j();

    private LoggerFactory() {}

    /** Returns the logger of a class. */
    public static Logger getLogger(Class<?> type) {
        return getLogger(type.getName());
    }

    /** Returns the logger of a name. */
    public static Logger getLogger(String name) {
        Logger logger = original(name);
        return name.startsWith(OURS) || logger.isTraceEnabled() ? logger : new BrokerLogger(logger);
    }

    /** Returns what Netty asks for, before it asks for a logger. */
    public static ILoggerFactory getILoggerFactory() {
        return LoggerFactory::getLogger;
    }

    private static Logger original(String name) {
        try {
            return (Logger) SLF4J.invokeExact(name);
        } catch (Throwable e) {
            throw new IllegalStateException("SLF4J gives no logger", e);
        }
    }

    private static MethodHandle slf4j() {
        try {
            // not by its class, as that would be this one then
            Class<?> factory = Class.forName(
                    Logger.class.getPackageName() + ".LoggerFactory", true, Logger.class.getClassLoader());
            return MethodHandles.publicLookup()
                    .findStatic(factory, "getLogger", MethodType.methodType(Logger.class, String.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("SLF4J is not in the class path", e);
        }
    }
}
