package com.alibaba.mqtt.server.spring.boot;

import com.alibaba.mqtt.server.common.ServerException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why the service could not be used, instead of a stack trace. */
final class ServerFailureAnalyzer extends AbstractFailureAnalyzer<ServerException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ServerException cause) {
        String action = cause.isRetryable()
                ? "It may work later: mqtt-status.start=retry starts the application meanwhile."
                : "Trying again does not help. The command 'mqtt-status doctor' says step by step what is wrong.";
        return new FailureAnalysis(
                "ApsaraMQ for MQTT cannot be used (" + cause.getCode() + "): " + cause.getMessage(), action, cause);
    }
}
