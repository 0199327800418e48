package dev.mqttstatus.emulator.json;

import com.alibaba.fastjson2.JSONException;
import com.alibaba.fastjson2.JSONReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.Writer;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads JSON as maps and collections, and writes those. Safe for many threads. */
public class ObjectMapper {
    /** Creates it; all are alike. */
    public ObjectMapper() {}

    /**
     * Reads a text.
     *
     * @param type that of a map or a collection
     * @throws JacksonException when the text is no such JSON
     */
    public <T> T readValue(String text, Class<T> type) {
        try (JSONReader reader = JSONReader.of(text)) {
            return type.cast(Map.class == type ? reader.readObject() : read(reader, type));
        } catch (JSONException | ClassCastException e) {
            throw new JacksonException("no JSON of a " + type.getSimpleName(), e);
        }
    }

    private static Collection<?> read(JSONReader reader, Class<?> type) {
        List<?> all = reader.readArray();
        return type == Set.class ? new LinkedHashSet<>(all) : all;
    }

    /** Reads all that the reader has, as {@link #readValue(String, Class)} does. */
    public <T> T readValue(Reader text, Class<T> type) {
        StringWriter all = new StringWriter();
        try {
            text.transferTo(all);
        } catch (IOException e) {
            throw new JacksonException("no text", e);
        }
        return readValue(all.toString(), type);
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
