package com.alibaba.mqtt.server.cli.output;

import com.alibaba.fastjson2.JSON;
import java.util.Map;

/** Writes JSON that no terminal takes for a command: all that cannot be seen is escaped. */
final class JsonText {
    private JsonText() {}

    static String of(Map<String, Object> object) {
        String text = JSON.toJSONString(object);
        StringBuilder safe = new StringBuilder(text.length());
        text.chars().forEach(character -> {
            switch (Character.getType(character)) {
                case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                    safe.append("\\u")
                            .append(Integer.toHexString(0x10000 | character).substring(1));
                default -> safe.append((char) character);
            }
        });
        return safe.toString();
    }
}
