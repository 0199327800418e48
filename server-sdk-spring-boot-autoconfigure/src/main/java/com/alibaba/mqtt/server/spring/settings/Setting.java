package com.alibaba.mqtt.server.spring.settings;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sets what is set, and says the name of the property where that is refused. */
final class Setting {
    private final String prefix;

    /** Creates one for properties whose names begin so, without a dot at the end. */
    Setting(String prefix) {
        this.prefix = prefix;
    }

    <T> void set(String name, @Nullable T value, Consumer<? super T> setter) {
        if (value != null) {
            checked(name, () -> {
                setter.accept(value);
                return value;
            });
        }
    }

    /** Sets a time in milliseconds. */
    void millis(String name, @Nullable Duration value, IntConsumer setter) {
        set(name, value, time -> setter.accept(Math.toIntExact(time.toMillis())));
    }

    /** Returns what a property causes. */
    <T> T checked(String name, Supplier<T> setting) {
        try {
            return setting.get();
        } catch (PropertyException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw wrong(name, String.valueOf(e.getMessage()), e);
        } catch (ArithmeticException e) {
            throw wrong(name, "the time is too long: at most 24 days", e);
        }
    }

    PropertyException wrong(String name, String reason, Throwable cause) {
        return new PropertyException(prefix + "." + name, reason, cause);
    }

    PropertyException missing(String name, String reason) {
        return new PropertyException(prefix + "." + name, reason);
    }
}
