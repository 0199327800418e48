package com.alibaba.mqtt.server.query.openapi;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.query.http.HttpAnswer;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads answers of the API: a success as its JSON object, everything else as an error. */
public final class Answers {
    private static final Pattern XML_ERROR = Pattern.compile("\\s*(?:<\\?[^>]{0,200}\\?>\\s*)?<Error>");

    private Answers() {}

    /**
     * Returns the answer's object, if it is a success. A {@code Code} decides, whatever the HTTP status is; {@code 200} or
     * {@code OK}, as number or text, with an HTTP status of success is none.
     *
     * @param action the operation asked for
     * @param now when it came
     */
    public static Map<String, @Nullable Object> read(String action, HttpAnswer answer, Instant now)
            throws ServerException {
        if (!answer.body().startsWith("{") && XML_ERROR.matcher(answer.body()).lookingAt()) {
            // a gateway may write its errors so, whatever was asked for
            @Nullable String code = element(answer.body(), "Code");
            if (code != null) {
                throw ServiceErrors.of(
                        code,
                        element(answer.body(), "Message"),
                        element(answer.body(), "RequestId"),
                        action,
                        answer,
                        now);
            }
        }
        Map<String, @Nullable Object> json;
        try {
            json = Json.readObject(answer.body());
        } catch (Json.NotJson e) {
            throw answer.malformed(answer.isSuccess() ? "no JSON object" : "no error code");
        }
        @Nullable String code = code(json, answer);
        if (code != null) {
            throw ServiceErrors.of(
                    code, text(json, "Message", "message"), text(json, "RequestId", "requestId"), action, answer, now);
        }
        if (!answer.isSuccess()) {
            throw answer.malformed("no error code");
        }
        if (Boolean.FALSE.equals(json.get("Success"))) {
            throw answer.malformed("Success is false, and there is no error code");
        }
        return json;
    }

    /** Returns the code of an error, or null. */
    private static @Nullable String code(Map<String, @Nullable Object> json, HttpAnswer answer) {
        @Nullable String code = text(json, "Code", "code");
        if (code == null && answer.isSuccess() && json.get("Code") instanceof Json.Digits number) {
            code = number.text();
        }
        boolean none = code == null || (answer.isSuccess() && (code.equals("200") || code.equalsIgnoreCase("OK")));
        return none ? null : code;
    }

    /** Returns the service's id of the request, as it may be shown, or null. */
    public static @Nullable String requestId(Map<String, @Nullable Object> json, HttpAnswer answer) {
        @Nullable String id = text(json, "RequestId", "requestId");
        return id == null ? answer.requestId() : answer.visible(id);
    }

    /** Returns a text of the object; gateways write its keys with a capital or without. */
    private static @Nullable String text(Map<String, @Nullable Object> json, String key, String orKey) {
        @Nullable Object value = json.get(key);
        if (value == null) {
            value = json.get(orKey);
        }
        return value instanceof String text && !text.isBlank() ? text : null;
    }

    private static @Nullable String element(String xml, String name) {
        Matcher found =
                Pattern.compile("<" + name + ">([^<]{0,4096})</" + name + ">").matcher(xml);
        if (!found.find() || found.group(1).isBlank()) {
            return null;
        }
        return found.group(1)
                .strip()
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&amp;", "&");
    }
}
