package com.alibaba.mqtt.server.emulator.instance;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The password of a client that logs in with tokens: {@code <type>|<token>}, up to three of them, joined by a vertical bar. */
public final class TokenList {
    private TokenList() {}

    /** The tokens by their type; empty when the text is not such a list. */
    public static Optional<Map<String, String>> parse(@Nullable String password) {
        String[] parts = password == null ? new String[0] : password.split("\\|", -1);
        Map<String, String> tokens = new TreeMap<>();
        for (int part = 0; part + 1 < parts.length; part += 2) {
            boolean fits = parts[part].matches("R|W|RW") && !parts[part + 1].isEmpty();
            if (!fits || tokens.put(parts[part], parts[part + 1]) != null) {
                return Optional.empty();
            }
        }
        return parts.length < 2 || parts.length % 2 != 0 ? Optional.empty() : Optional.of(tokens);
    }
}
