package dev.mqttstatus.emulator.org.slf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

class BrokerLoggerTest {
    private final List<String> said = new ArrayList<>();

    @Test
    void onlyWarningsAndErrorsPass() {
        Logger logger = new BrokerLogger(recording("org.x.Broker"));
        all(logger);
        assertEquals(
                List.of("warn", "warn", "warn", "warn", "warn", "error", "error", "error", "error", "error"), said);
        assertFalse(logger.isInfoEnabled() || logger.isDebugEnabled() || logger.isTraceEnabled());
        assertTrue(logger.isWarnEnabled() && logger.isErrorEnabled());
        assertEquals("org.x.Broker", logger.getName());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.mqttstatus.emulator.org.apache.qpid.server.model.port.AmqpPortImpl",
                "org.apache.qpid.server.protocol.converter.v0_8_v1_0.MimeContentConverterRegistry",
                "org.apache.activemq.artemis.core.server"
            })
    void falseAlarmsDoNotPass(String name) {
        Logger logger = new BrokerLogger(recording(name));
        all(logger);
        assertEquals(List.of("error", "error", "error", "error", "error"), said);
        assertFalse(logger.isWarnEnabled());
    }

    @Test
    void loggersOfTheEmulatorAreSlf4jsOwn() {
        String ours = "com.alibaba.mqtt.server.emulator.Emulator";
        assertEquals(org.slf4j.LoggerFactory.getLogger(ours), LoggerFactory.getLogger(ours));
        assertInstanceOf(BrokerLogger.class, LoggerFactory.getLogger("org.apache.qpid.server.Broker"));
        assertInstanceOf(BrokerLogger.class, LoggerFactory.getILoggerFactory().getLogger("io.netty.util.Something"));
    }

    private static void all(Logger logger) {
        Throwable thrown = new IllegalStateException("x");
        logger.trace("x");
        logger.trace("{}", "x");
        logger.trace("{} {}", "x", "y");
        logger.trace("{} {} {}", "x", "y", "z");
        logger.trace("x", thrown);
        logger.debug("x");
        logger.debug("{}", "x");
        logger.debug("{} {}", "x", "y");
        logger.debug("{} {} {}", "x", "y", "z");
        logger.debug("x", thrown);
        logger.info("x");
        logger.info("{}", "x");
        logger.info("{} {}", "x", "y");
        logger.info("{} {} {}", "x", "y", "z");
        logger.info("x", thrown);
        logger.warn("x");
        logger.warn("{}", "x");
        logger.warn("{} {}", "x", "y");
        logger.warn("{} {} {}", "x", "y", "z");
        logger.warn("x", thrown);
        logger.error("x");
        logger.error("{}", "x");
        logger.error("{} {}", "x", "y");
        logger.error("{} {} {}", "x", "y", "z");
        logger.error("x", thrown);
    }

    /** A logger of all levels that notes the level of what it is told. */
    private Logger recording(String name) {
        return (Logger) Proxy.newProxyInstance(
                Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getName")) {
                        return name;
                    }
                    if (method.getReturnType() == boolean.class) {
                        return true;
                    }
                    said.add(method.getName());
                    return null;
                });
    }
}
