package com.alibaba.mqtt.server.query.model;

import com.alibaba.mqtt.server.common.ServerException;
import java.util.Map;

/**
 * Some requests of a query for many clients failed. Code and retryability are those of the first that did, which is the
 * cause; what the others were answered is not lost.
 */
public final class PartialAnswerException extends ServerException {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, ClientStatus> answered;

    /** Creates it; for who tests what is done with one. */
    public PartialAnswerException(
            ServerException first, int failedRequests, int requests, Map<String, ClientStatus> answered) {
        super(
                first.getCode(),
                failedRequests + " of " + requests + " requests failed, and " + answered.size()
                        + " clients were answered; the first failure: " + first.getMessage(),
                first.isRetryable(),
                first.getHttpStatus(),
                first.getRequestId(),
                first.getRetryAfter(),
                first);
        this.answered = answered;
    }

    /** Returns what was answered, by client id in the order asked, not modifiable. */
    public Map<String, ClientStatus> answered() {
        return answered == null ? Map.of() : answered;
    }
}
