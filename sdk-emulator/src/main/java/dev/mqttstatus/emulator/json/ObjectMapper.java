package dev.mqttstatus.emulator.json;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.activemq.artemis.json.JsonArray;
import org.apache.activemq.artemis.json.JsonNumber;
import org.apache.activemq.artemis.json.JsonObject;
import org.apache.activemq.artemis.json.JsonString;
import org.apache.activemq.artemis.json.JsonValue;
import org.apache.activemq.artemis.utils.JsonLoader;
import org.jspecify.annotations.Nullable;

/** Reads JSON as maps and collections, and writes those. Safe for many threads. */
public class ObjectMapper {
    /** Creates it; all are alike. */
    public ObjectMapper() {}

    /**
     * Reads a text.
     *
     * @param type {@code Map}, {@code List} or {@code Set}
     * @throws JacksonException when the text is no such JSON
     */
    public <T> T readValue(String text, Class<T> type) {
        return readValue(new StringReader(text), type);
    }

    /** Reads all that the reader has, as {@link #readValue(String, Class)} does. */
    public <T> T readValue(Reader text, Class<T> type) {
        try {
            if (type == Map.class) {
                return type.cast(map(JsonLoader.readObject(text)));
            }
            List<@Nullable Object> all = list(JsonLoader.readArray(text));
            return type.cast(type == Set.class ? new LinkedHashSet<>(all) : all);
        } catch (RuntimeException e) {
            // the reader throws its own, and some of the JDK's
            throw new JacksonException("no JSON of a " + type.getSimpleName(), e);
        }
    }

    private static Map<String, @Nullable Object> map(JsonObject from) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        from.forEach((name, value) -> map.put(name, plain(value)));
        return map;
    }

    private static List<@Nullable Object> list(JsonArray from) {
        List<@Nullable Object> list = new ArrayList<>();
        from.forEach(value -> list.add(plain(value)));
        return list;
    }

    private static @Nullable Object plain(JsonValue value) {
        return switch (value.getValueType()) {
            case OBJECT -> map(value.asJsonObject());
            case ARRAY -> list(value.asJsonArray());
            case STRING -> ((JsonString) value).getString();
            case NUMBER -> number((JsonNumber) value);
            case TRUE -> true;
            case FALSE -> false;
            case NULL -> null;
        };
    }

    private static Number number(JsonNumber number) {
        if (!number.isIntegral()) {
            return number.doubleValue();
        }
        long whole = number.longValueExact();
        if (whole == (int) whole) {
            return (int) whole;
        }
        return whole;
    }

    /** Returns a value as JSON; what is no map, collection, number or boolean as a string. */
    public String writeValueAsString(@Nullable Object value) {
        StringBuilder text = new StringBuilder();
        write(text, value);
        return text.toString();
    }

    /** Writes what {@link #writeValueAsString} returns. */
    public void writeValue(Writer out, @Nullable Object value) {
        try {
            out.write(writeValueAsString(value));
        } catch (IOException e) {
            throw new JacksonException("not written", e);
        }
    }

    private static void write(StringBuilder text, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            String separator = "{";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                quote(text.append(separator), String.valueOf(entry.getKey()));
                text.append(':');
                write(text, entry.getValue());
                separator = ",";
            }
            text.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof Iterable<?> all) {
            String separator = "";
            text.append('[');
            for (Object each : all) {
                text.append(separator);
                write(text, each);
                separator = ",";
            }
            text.append(']');
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            text.append(value);
        } else {
            quote(text, value.toString());
        }
    }

    private static void quote(StringBuilder text, String string) {
        text.append('"');
        for (int at = 0; at < string.length(); at++) {
            char each = string.charAt(at);
            if (each < ' ') {
                text.append(String.format("\\u%04x", (int) each));
            } else {
                text.append(each == '"' || each == '\\' ? "\\" : "").append(each);
            }
        }
        text.append('"');
    }
}
