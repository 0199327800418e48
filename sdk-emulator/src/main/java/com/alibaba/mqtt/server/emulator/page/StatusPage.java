package com.alibaba.mqtt.server.emulator.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONWriter;
import com.alibaba.mqtt.server.emulator.http.HttpAnswer;
import com.alibaba.mqtt.server.emulator.http.HttpRequest;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Answers {@code GET /}: as JSON with {@code Accept: application/json} or {@code ?format=json}, otherwise as a plain page. It is
 * no operation of the OpenAPI: no signature, no limit, no fault and no figure is about it. Only for who names this machine
 * localhost, so that no page of the web can ask through a browser under a name of its own. Safe for many threads.
 */
public final class StatusPage {
    private static final String LOCAL = "(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?";

    private final Supplier<Map<String, ?>> facts;

    /** @param facts names with texts, numbers, lists and maps; taken for each answer */
    public StatusPage(Supplier<Map<String, ?>> facts) {
        this.facts = facts;
    }

    /** The answer; empty when something else is asked for. */
    public Optional<HttpAnswer> answer(HttpRequest request) {
        boolean json = request.target().equals("/?format=json");
        if (!request.method().equals("GET") || !(json || request.target().equals("/")) || isSigned(request)) {
            return Optional.empty();
        }
        String host = request.header("host");
        if (host == null || !host.matches(LOCAL)) {
            return Optional.of(HttpAnswer.of(403, "text/plain;charset=utf-8", "only for localhost\n".getBytes(UTF_8)));
        }
        String accept = request.header("accept");
        if (json || (accept != null && accept.contains("application/json"))) {
            return Optional.of(HttpAnswer.of(
                    200,
                    "application/json;charset=utf-8",
                    JSON.toJSONBytes(facts.get(), JSONWriter.Feature.PrettyFormat)));
        }
        StringBuilder page = new StringBuilder("<!doctype html><meta charset=utf-8><title>emulator</title><body>");
        write(facts.get(), page);
        return Optional.of(HttpAnswer.of(
                200,
                "text/html;charset=utf-8",
                page.append("</body>").toString().getBytes(UTF_8)));
    }

    private static boolean isSigned(HttpRequest request) {
        return request.header("authorization") != null || request.header("x-acs-action") != null;
    }

    private static void write(Object value, StringBuilder page) {
        if (value instanceof Map<?, ?> map) {
            page.append("<dl>");
            map.forEach((name, one) -> {
                page.append("<dt>").append(text(name)).append("</dt><dd>");
                write(one, page);
                page.append("</dd>");
            });
            page.append("</dl>");
        } else if (value instanceof Collection<?> list) {
            page.append(list.isEmpty() ? "none" : "<ul>");
            list.forEach(one -> {
                page.append("<li>");
                write(one, page);
                page.append("</li>");
            });
            page.append(list.isEmpty() ? "" : "</ul>");
        } else {
            page.append(text(value));
        }
    }

    private static String text(Object value) {
        return String.valueOf(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
