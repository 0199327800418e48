package com.alibaba.mqtt.server.emulator.instance;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tokens that were applied for, the last 100,000, with those that are expired or revoked. Safe for many threads. */
public final class Tokens {
    private static final int MAX = 100_000;
    private static final int BYTES = 24;

    private final Map<String, Issued> issued = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Issued> eldest) {
            return size() > MAX;
        }
    };

    /** Why a token does not count, with the codes of the service. */
    public enum Flaw {
        /** Nobody has applied for it. */
        UNKNOWN(1, "the token is unknown"),
        /** Its time is over. */
        EXPIRED(2, "the token is expired"),
        /** It was revoked. */
        REVOKED(3, "the token was revoked"),
        /** It is for other topics. */
        OTHER_RESOURCE(4, "the token is not for this topic"),
        /** It is of another type, or for reading what is written. */
        OTHER_TYPE(5, "there is no token for this action");

        private final int code;
        private final String text;

        Flaw(int code, String text) {
            this.code = code;
            this.text = text;
        }

        /** As clients are told. */
        public int code() {
            return code;
        }

        /** For the log. */
        public String text() {
            return text;
        }
    }

    /** Issues a token. */
    public synchronized Token apply(String type, List<String> resources, long expires) {
        byte[] bytes = new byte[BYTES];
        // made when it is needed, as it takes a start longer than what else is here
        new SecureRandom().nextBytes(bytes);
        // which has no vertical bar
        String text = "LzMT+" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Token token = new Token(text, type, List.copyOf(resources), expires);
        issued.put(text, new Issued(token, false));
        return token;
    }

    /** The token, or null when nobody has applied for it. */
    public synchronized @Nullable Token find(String text) {
        Issued found = issued.get(text);
        return found == null ? null : found.token;
    }

    /** Why a token does not count at a time, or null when it does. */
    public synchronized @Nullable Flaw flaw(String text, long now) {
        Issued found = issued.get(text);
        if (found == null) {
            return Flaw.UNKNOWN;
        }
        if (found.revoked) {
            return Flaw.REVOKED;
        }
        return found.token.expires() <= now ? Flaw.EXPIRED : null;
    }

    /** Forgets all. */
    public synchronized void clear() {
        issued.clear();
    }

    /** Does nothing when there is no such token. */
    public synchronized void revoke(String text) {
        issued.computeIfPresent(text, (same, found) -> new Issued(found.token, true));
    }

    /** All of them. A copy. */
    public synchronized List<Issued> all() {
        return List.copyOf(issued.values());
    }

    /** Knows these too. */
    public synchronized void restore(List<Issued> tokens) {
        tokens.forEach(one -> issued.put(one.token.text(), one));
    }

    /** A token, and whether it was revoked. */
    public record Issued(Token token, boolean revoked) {}
}
