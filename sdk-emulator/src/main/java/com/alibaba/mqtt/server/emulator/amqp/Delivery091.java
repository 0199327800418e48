package com.alibaba.mqtt.server.emulator.amqp;

import com.alibaba.mqtt.server.emulator.mqtt.MessageProperties;
import java.util.Map;
import java.util.TreeMap;
import org.apache.qpid.server.protocol.v0_8.AMQMessage;
import org.apache.qpid.server.protocol.v0_8.FieldTable;
import org.apache.qpid.server.protocol.v0_8.transport.BasicContentHeaderProperties;

/** Gives a message, on its way to an AMQP 0-9-1 consumer, the basic properties that Broker-J does not make. */
final class Delivery091 {
    private static final String DELIVERY_COUNT = "x-delivery-count";

    private Delivery091() {}

    /**
     * Moves content type and expiry from the headers to their basic properties, and adds the header
     * {@code x-delivery-count} if a delivery has failed.
     *
     * @param message converted for this delivery only
     */
    static void complete(AMQMessage message, int failed) {
        BasicContentHeaderProperties properties = message.getContentHeaderBody().getProperties();
        Map<String, Object> headers = new TreeMap<>(properties.getHeadersAsMap());
        Object contentType = headers.remove(MessageProperties.CONTENT_TYPE);
        // without one Broker-J names the type of its own message
        properties.setContentType(contentType == null ? null : contentType.toString());
        Object expiry = headers.remove(MessageProperties.EXPIRY);
        if (expiry != null) {
            properties.setExpiration(Long.parseLong(expiry.toString()));
        }
        if (failed > 0) {
            headers.put(DELIVERY_COUNT, (long) failed);
        }
        properties.setHeaders(FieldTable.convertToFieldTable(headers));
    }
}
