package com.alibaba.mqtt.server.spring;

/**
 * Decides about what a listener method throws. A bean of this type is asked for all of them, another one for a method that names
 * it. Not any {@code org.springframework.util.ErrorHandler}, as the usual ones log and return, which would lose the notice.
 */
@FunctionalInterface
public interface MqttStatusErrorHandler {
    /**
     * Called on the listener's thread after the method threw, but not for
     * {@link com.alibaba.mqtt.server.callback.NotNowException}. If it returns, the notice or message is done with; if it throws,
     * it comes again as if the method had thrown.
     *
     * @param failure what the method threw
     * @param method the method, as {@code Type.method}
     * @param argument what it was called with: the notice, change, or payload
     * @throws Throwable to have it again; usually the failure
     */
    void handle(Throwable failure, String method, Object argument) throws Throwable;
}
