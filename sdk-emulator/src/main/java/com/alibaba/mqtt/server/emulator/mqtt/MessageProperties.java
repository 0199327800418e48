package com.alibaba.mqtt.server.emulator.mqtt;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONException;
import com.alibaba.fastjson2.JSONObject;
import java.util.Map;
import java.util.TreeMap;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;

/**
 * The names that the properties of MQTT 5 messages have for backends, and the change from and to the properties that
 * Artemis keeps them in.
 */
public final class MessageProperties {
    /** The content type. */
    public static final String CONTENT_TYPE = "mqtt5ContentType";
    /** For how many seconds the message is of use. */
    public static final String EXPIRY = "mqtt5MsgExpireInterval";
    /** The user properties, as a JSON array of objects with the keys {@code key} and {@code value}. */
    public static final String USER = "mqtt5UserProperty";

    private static final SimpleString USER_COUNT = SimpleString.of(MQTTUtil.MQTT_USER_PROPERTY_EXISTS_KEY);
    private static final long MAX_SECONDS = 0xFFFF_FFFFL;

    private MessageProperties() {}

    /** What a device has sent with its message. */
    static Map<String, String> read(Message message) {
        Map<String, String> properties = new TreeMap<>();
        if (message.containsProperty(MQTTUtil.MQTT_CONTENT_TYPE_KEY)) {
            properties.put(CONTENT_TYPE, message.getStringProperty(MQTTUtil.MQTT_CONTENT_TYPE_KEY));
        }
        // an expiry of more than 24 days overflows in Artemis
        if (message.getExpiration() > message.getTimestamp()) {
            properties.put(EXPIRY, String.valueOf((message.getExpiration() - message.getTimestamp()) / 1000));
        }
        if (message.containsProperty(USER_COUNT)) {
            properties.put(USER, userProperties(message, message.getIntProperty(USER_COUNT)));
        }
        return properties;
    }

    /** @throws IllegalArgumentException when an expiry or the user properties are malformed */
    static void write(Map<String, String> properties, Message message) {
        message.setTimestamp(System.currentTimeMillis());
        if (properties.containsKey(CONTENT_TYPE)) {
            message.putStringProperty(MQTTUtil.MQTT_CONTENT_TYPE_KEY, SimpleString.of(properties.get(CONTENT_TYPE)));
        }
        if (properties.containsKey(EXPIRY)) {
            String expiry = properties.get(EXPIRY);
            if (!expiry.matches("\\d{1,10}") || Long.parseLong(expiry) > MAX_SECONDS) {
                throw new IllegalArgumentException("the expiry is not a number of seconds");
            }
            message.setExpiration(message.getTimestamp() + Long.parseLong(expiry) * 1000);
        }
        if (properties.containsKey(USER)) {
            writeUserProperties(properties.get(USER), message);
        }
    }

    private static void writeUserProperties(String json, Message message) {
        JSONArray pairs = parse(json);
        message.putIntProperty(USER_COUNT, pairs.size());
        for (int number = 0; number < pairs.size(); number++) {
            if (!(pairs.get(number) instanceof JSONObject pair
                    && pair.get("key") instanceof String key
                    && pair.get("value") instanceof String value)) {
                throw new IllegalArgumentException(USER + " holds something else than a key and a value");
            }
            message.putStringProperty(
                    SimpleString.of(MQTTUtil.MQTT_USER_PROPERTY_KEY_PREFIX + number + "." + key),
                    SimpleString.of(value));
        }
    }

    private static JSONArray parse(String json) {
        try {
            JSONArray pairs = JSON.parseArray(json);
            if (pairs != null) {
                return pairs;
            }
        } catch (JSONException e) {
            throw new IllegalArgumentException(USER + " is not a JSON array", e);
        }
        throw new IllegalArgumentException(USER + " is not a JSON array");
    }

    private static String userProperties(Message message, int count) {
        JSONObject[] pairs = new JSONObject[count];
        for (SimpleString name : message.getPropertyNames()) {
            String text = name.toString();
            if (text.startsWith(MQTTUtil.MQTT_USER_PROPERTY_KEY_PREFIX)) {
                // <prefix><number>.<key>
                String[] numberAndKey = text.substring(MQTTUtil.MQTT_USER_PROPERTY_KEY_PREFIX.length())
                        .split("\\.", 2);
                pairs[Integer.parseInt(numberAndKey[0])] =
                        JSONObject.of("key", numberAndKey[1], "value", message.getStringProperty(name));
            }
        }
        return JSON.toJSONString(pairs);
    }
}
