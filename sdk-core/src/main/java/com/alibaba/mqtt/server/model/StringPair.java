package com.alibaba.mqtt.server.model;

import com.alibaba.fastjson2.JSON;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One MQTT 5 user property: a name and a value. Mutable, with public fields, as in the official SDK. */
public class StringPair {
    /** The name. */
    public @Nullable String key;
    /** The value. */
    public @Nullable String value;

    /** Creates an empty pair. */
    public StringPair() {}

    /** Creates a pair. */
    public StringPair(@Nullable String key, @Nullable String value) {
        this.key = key;
        this.value = value;
    }

    /** Returns the pairs as the service writes them: a JSON array of objects with {@code key} and {@code value}. */
    public static String toJson(List<StringPair> pairs) {
        return JSON.toJSONString(pairs);
    }

    /** Returns the name. */
    public @Nullable String getKey() {
        return key;
    }

    /** Sets the name. */
    public void setKey(@Nullable String key) {
        this.key = key;
    }

    /** Returns the value. */
    public @Nullable String getValue() {
        return value;
    }

    /** Sets the value. */
    public void setValue(@Nullable String value) {
        this.value = value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StringPair pair && Objects.equals(key, pair.key) && Objects.equals(value, pair.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(key, value);
    }

    @Override
    public String toString() {
        return ForeignText.visible(key) + "=" + ForeignText.visible(value);
    }
}
