package dev.mqttstatus.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Records what this JVM logs, from its creation until it is closed. */
public final class LogWatch extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    /** Of our own loggers, without stacks. */
    private final List<String> messages = Collections.synchronizedList(new ArrayList<>());

    public LogWatch() {
        setContext(root.getLoggerContext());
        start();
        root.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        if (event.getLoggerName().startsWith("com.alibaba.mqtt.server")
                && !event.getLoggerName().contains(".emulator")) {
            messages.add(event.getFormattedMessage());
        }
        lines.add(event.getFormattedMessage() + (thrown == null ? "" : "\n" + ThrowableProxyUtil.asString(thrown)));
    }

    /** Returns how many lines hold this text. */
    public long count(String part) {
        return lines.stream().filter(line -> line.contains(part)).count();
    }

    /** Fails if a line of the log, of any level, holds a secret, or if a message of ours looks like several lines. */
    public void assertClean(String... secrets) {
        for (String line : List.copyOf(lines)) {
            for (String secret : secrets) {
                assertFalse(line.contains(secret), line);
            }
        }
        for (String message : List.copyOf(messages)) {
            assertTrue(message.chars().noneMatch(Character::isISOControl), message);
        }
    }

    @Override
    public void close() {
        root.detachAppender(this);
        stop();
    }
}
