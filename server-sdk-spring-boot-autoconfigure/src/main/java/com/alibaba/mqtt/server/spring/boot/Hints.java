package com.alibaba.mqtt.server.spring.boot;

import com.alibaba.mqtt.server.model.StatusNotice;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** What a native image cannot see by itself: the wires are found as services, a notice is written as JSON. */
final class Hints implements RuntimeHintsRegistrar {
    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.resources().registerPattern("META-INF/services/com.alibaba.mqtt.server.network.*");
        hints.reflection()
                .registerType(
                        StatusNotice.class,
                        MemberCategory.INVOKE_PUBLIC_METHODS,
                        MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS);
    }
}
