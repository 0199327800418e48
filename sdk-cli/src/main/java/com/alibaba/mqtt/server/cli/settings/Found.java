package com.alibaba.mqtt.server.cli.settings;

/**
 * A setting that was found.
 *
 * @param value its value
 * @param origin the kind of place
 * @param place the place in words, for example {@code variable MQTT_OPENAPI}
 */
public record Found(String value, Origin origin, String place) {}
