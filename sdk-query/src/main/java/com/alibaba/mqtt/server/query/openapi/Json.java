package com.alibaba.mqtt.server.query.openapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON as RFC 8259 defines it, and nothing else, because an answer decides whether a client counts as online: no
 * comments, no missing commas, no text after the end, no key twice with two values. Two things that decide nothing are
 * tolerated: a byte order mark before it, and control characters inside texts, which stay part of the text. Nesting is
 * bounded. Numbers are checked and not converted: nothing asks for one, and a huge one costs nothing.
 */
public final class Json {
    private static final int MAX_DEPTH = 32;
    private static final String WHITE_SPACE = " \t\n\r";

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** The text is no JSON object. Its message does not show it. */
    public static final class NotJson extends Exception {
        private static final long serialVersionUID = 1L;

        NotJson(String message) {
            super(message);
        }
    }

    /** A number, as it was written. */
    public record Digits(String text) {}

    /** Reads one object: values are {@code Map}, {@code List}, {@code String}, {@code Boolean}, {@link Digits}, null. */
    public static Map<String, @Nullable Object> readObject(String text) throws NotJson {
        Json json = new Json(text);
        if (text.startsWith("\ufeff")) {
            json.at++;
        }
        json.expect('{');
        Map<String, @Nullable Object> object = json.object(1);
        json.space();
        if (json.at < text.length()) {
            throw json.bad("text after its end");
        }
        return object;
    }

    private @Nullable Object value(int depth) throws NotJson {
        if (depth > MAX_DEPTH) {
            throw bad("deeper than " + MAX_DEPTH);
        }
        char first = next();
        return switch (first) {
            case '{' -> object(depth);
            case '[' -> list(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> {
                at--;
                yield number();
            }
        };
    }

    private Map<String, @Nullable Object> object(int depth) throws NotJson {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        if (skip('}')) {
            return object;
        }
        do {
            expect('"');
            String key = string();
            expect(':');
            @Nullable Object value = value(depth + 1);
            if (object.containsKey(key) && !Objects.equals(object.get(key), value)) {
                throw bad("a key with two values");
            }
            object.put(key, value);
        } while (skip(','));
        expect('}');
        return object;
    }

    private List<@Nullable Object> list(int depth) throws NotJson {
        List<@Nullable Object> list = new ArrayList<>();
        if (skip(']')) {
            return list;
        }
        do {
            list.add(value(depth + 1));
        } while (skip(','));
        expect(']');
        return list;
    }

    private String string() throws NotJson {
        StringBuilder string = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return string.toString();
            }
            string.append(c == '\\' ? escaped() : c);
        }
        throw bad("a text without an end");
    }

    private char escaped() throws NotJson {
        char c = at < text.length() ? text.charAt(at++) : ' ';
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw bad("an unknown escape");
        };
    }

    private char unicode() throws NotJson {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            char c = at < text.length() ? text.charAt(at++) : ' ';
            // not Character.digit alone, which takes digits of every script
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw bad("an unknown escape");
            }
            value = value * 16 + digit;
        }
        return (char) value;
    }

    private @Nullable Object word(String word, @Nullable Object value) throws NotJson {
        if (!text.startsWith(word, at - 1)) {
            throw bad("an unknown word");
        }
        at += word.length() - 1;
        return value;
    }

    private Digits number() throws NotJson {
        int start = at;
        if (is('-')) {
            at++;
        }
        if (is('0')) {
            at++;
        } else {
            digits();
        }
        if (is('.')) {
            at++;
            digits();
        }
        if (is('e') || is('E')) {
            at++;
            if (is('+') || is('-')) {
                at++;
            }
            digits();
        }
        return new Digits(text.substring(start, at));
    }

    private void digits() throws NotJson {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start) {
            throw bad("no value where one is needed");
        }
    }

    private boolean is(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private void space() {
        while (at < text.length() && WHITE_SPACE.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char next() throws NotJson {
        space();
        if (at == text.length()) {
            throw bad("it ends too early");
        }
        return text.charAt(at++);
    }

    private boolean skip(char c) {
        space();
        boolean there = is(c);
        if (there) {
            at++;
        }
        return there;
    }

    private void expect(char c) throws NotJson {
        if (!skip(c)) {
            throw bad("no " + c + " where one is needed");
        }
    }

    private NotJson bad(String what) {
        return new NotJson(what + ", at character " + at);
    }
}
