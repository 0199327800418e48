package com.alibaba.mqtt.server.emulator.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONObject;
import java.util.Map;

/** How an answer is written. */
enum Format {
    JSON("application/json;charset=utf-8") {
        @Override
        byte[] write(String root, JSONObject body) {
            return com.alibaba.fastjson2.JSON.toJSONBytes(body);
        }
    },
    /** The keys are elements; a list is its element, repeated. */
    XML("text/xml;charset=utf-8") {
        @Override
        byte[] write(String root, JSONObject body) {
            StringBuilder xml = new StringBuilder("<?xml version='1.0' encoding='UTF-8'?>");
            element(root, body, xml);
            return xml.toString().getBytes(UTF_8);
        }
    };

    private final String contentType;

    Format(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    /** @param root what XML calls the whole */
    abstract byte[] write(String root, JSONObject body);

    private static void element(String name, Object value, StringBuilder xml) {
        if (value instanceof JSONArray list) {
            list.forEach(one -> element(name, one, xml));
            return;
        }
        xml.append('<').append(name).append('>');
        if (value instanceof JSONObject object) {
            for (Map.Entry<String, Object> member : object.entrySet()) {
                element(member.getKey(), member.getValue(), xml);
            }
        } else {
            text(String.valueOf(value), xml);
        }
        xml.append("</").append(name).append('>');
    }

    private static void text(String text, StringBuilder xml) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '&' -> xml.append("&amp;");
                case '\n', '\t' -> xml.append((char) c);
                default -> {
                    // no other control character, and no half of a pair, can stand in XML
                    boolean allowed = c >= ' ' && !(c >= 0xD800 && c <= 0xDFFF) && c != 0xFFFE && c != 0xFFFF;
                    xml.appendCodePoint(allowed ? c : '?');
                }
            }
        });
    }
}
