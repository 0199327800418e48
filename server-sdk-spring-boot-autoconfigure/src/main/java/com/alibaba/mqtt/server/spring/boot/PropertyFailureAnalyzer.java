package com.alibaba.mqtt.server.spring.boot;

import com.alibaba.mqtt.server.spring.settings.PropertyException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which property is wrong, instead of a stack trace. */
final class PropertyFailureAnalyzer extends AbstractFailureAnalyzer<PropertyException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, PropertyException cause) {
        return new FailureAnalysis(
                "The property " + cause.property() + ": " + cause.reason() + ".",
                "Set " + cause.property() + " as said. mqtt-status.enabled=false configures nothing;"
                        + " mqtt-status.emulator.enabled=true with sdk-emulator needs none of it.",
                cause);
    }
}
