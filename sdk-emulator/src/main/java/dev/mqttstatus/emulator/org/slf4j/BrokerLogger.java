package dev.mqttstatus.emulator.org.slf4j;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.helpers.MarkerIgnoringBase;

/** The logger of a broker: no INFO, and of the warnings those that can be true here. */
@SuppressWarnings("deprecation") // its successor is not in SLF4J 1.7, which applications of Spring Boot 2.7 have
final class BrokerLogger extends MarkerIgnoringBase {
    private static final long serialVersionUID = 1L;

    /** By the ends of their names, as the build of the published jar changes the beginnings. */
    private static final Set<String> FALSE_ALARMS = Set.of(
            // of every AMQP port, before the emulator can add the alias that it misses
            ".AmqpPortImpl",
            // of content types it does not know; notices have none
            ".MimeContentConverterRegistry",
            // of each refused login, without the reason that the emulator gives
            ".artemis.core.server");

    private final transient Logger logger;
    private final boolean warns;

    BrokerLogger(Logger logger) {
        this.logger = logger;
        this.warns = FALSE_ALARMS.stream().noneMatch(logger.getName()::endsWith);
    }

    @Override
    public String getName() {
        return logger.getName();
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }

    @Override
    public void trace(String message) {}

    @Override
    public void trace(String format, @Nullable Object value) {}

    @Override
    public void trace(String format, @Nullable Object first, @Nullable Object second) {}

    @Override
    public void trace(String format, @Nullable Object... values) {}

    @Override
    public void trace(String message, @Nullable Throwable thrown) {}

    @Override
    public boolean isDebugEnabled() {
        return false;
    }

    @Override
    public void debug(String message) {}

    @Override
    public void debug(String format, @Nullable Object value) {}

    @Override
    public void debug(String format, @Nullable Object first, @Nullable Object second) {}

    @Override
    public void debug(String format, @Nullable Object... values) {}

    @Override
    public void debug(String message, @Nullable Throwable thrown) {}

    @Override
    public boolean isInfoEnabled() {
        return false;
    }

    @Override
    public void info(String message) {}

    @Override
    public void info(String format, @Nullable Object value) {}

    @Override
    public void info(String format, @Nullable Object first, @Nullable Object second) {}

    @Override
    public void info(String format, @Nullable Object... values) {}

    @Override
    public void info(String message, @Nullable Throwable thrown) {}

    @Override
    public boolean isWarnEnabled() {
        return warns && logger.isWarnEnabled();
    }

    @Override
    public void warn(String message) {
        if (warns) {
            logger.warn(message);
        }
    }

    @Override
    public void warn(String format, @Nullable Object value) {
        if (warns) {
            logger.warn(format, value);
        }
    }

    @Override
    public void warn(String format, @Nullable Object first, @Nullable Object second) {
        if (warns) {
            logger.warn(format, first, second);
        }
    }

    @Override
    public void warn(String format, @Nullable Object... values) {
        if (warns) {
            logger.warn(format, values);
        }
    }

    @Override
    public void warn(String message, @Nullable Throwable thrown) {
        if (warns) {
            logger.warn(message, thrown);
        }
    }

    @Override
    public boolean isErrorEnabled() {
        return logger.isErrorEnabled();
    }

    @Override
    public void error(String message) {
        logger.error(message);
    }

    @Override
    public void error(String format, @Nullable Object value) {
        logger.error(format, value);
    }

    @Override
    public void error(String format, @Nullable Object first, @Nullable Object second) {
        logger.error(format, first, second);
    }

    @Override
    public void error(String format, @Nullable Object... values) {
        logger.error(format, values);
    }

    @Override
    public void error(String message, @Nullable Throwable thrown) {
        logger.error(message, thrown);
    }
}
