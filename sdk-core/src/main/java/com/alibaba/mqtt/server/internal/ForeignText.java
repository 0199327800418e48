package com.alibaba.mqtt.server.internal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Prepares text of a server, a proxy, a file or a client for a log line or the message of an exception. The result can
 * neither forge log lines nor flood the log, and shows no secret, even if a server sends ours back. Immutable.
 */
public final class ForeignText {
    /** More characters are cut. */
    public static final int MAX_CHARS = 200;

    private static final String HIDDEN = "***";
    /** A shorter text is no secret worth the name, and would be found everywhere. */
    private static final int MIN_SECRET_CHARS = 4;

    private static final String NO_TEXT = "no text, as getMessage() threw ";
    private static final int MAX_CAUSES = 16;
    private static final ForeignText WITHOUT_SECRETS = new ForeignText(List.of());

    /** Longer ones first: one may be part of another. */
    private final List<String> secrets;

    private ForeignText(List<String> secrets) {
        this.secrets = secrets;
    }

    /**
     * Returns one that replaces these secrets, as they are, in Base64 and percent-encoded.
     *
     * @param secrets null ones are left out
     */
    public static ForeignText hiding(@Nullable String... secrets) {
        Set<String> all = new TreeSet<>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        for (String secret : secrets) {
            if (secret != null && secret.length() >= MIN_SECRET_CHARS) {
                all.add(secret);
                all.add(Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
                all.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
            }
        }
        return all.isEmpty() ? WITHOUT_SECRETS : new ForeignText(List.copyOf(all));
    }

    /** Shows a text in which there can be no secret of ours, see {@link #show(String)}. */
    public static String visible(@Nullable String text) {
        return WITHOUT_SECRETS.show(text);
    }

    /** Shows a text in which there can be no secret of ours in quotation marks; null without. */
    public static String quoted(@Nullable String text) {
        return text == null ? "null" : "\"" + visible(text) + "\"";
    }

    /**
     * Returns the text with secrets as {@code ***}, control and other invisible characters as {@code \n} or
     * {@code \u0000}, and cut after {@value #MAX_CHARS} characters; "null" for null.
     */
    public String show(@Nullable String text) {
        if (text == null) {
            return "null";
        }
        String open = hide(text);
        StringBuilder shown = new StringBuilder(Math.min(open.length(), MAX_CHARS));
        for (int at = 0; at < open.length(); ) {
            if (shown.length() >= MAX_CHARS) {
                return hide(shown.append("...").toString());
            }
            int character = open.codePointAt(at);
            append(shown, character);
            at += Character.charCount(character);
        }
        // again: the letter of an escape may be the one that the rest of a secret lacked
        return hide(shown.toString());
    }

    private String hide(String text) {
        String open = text;
        for (String secret : secrets) {
            open = open.replace(secret, HIDDEN);
        }
        return open;
    }

    private static void append(StringBuilder shown, int character) {
        switch (character) {
            case '\n' -> shown.append("\\n");
            case '\r' -> shown.append("\\r");
            case '\t' -> shown.append("\\t");
            default -> {
                if (isVisible(character)) {
                    shown.appendCodePoint(character);
                } else {
                    shown.append("\\u")
                            .append(Integer.toHexString(0x10000 | character).substring(1));
                }
            }
        }
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /**
     * Returns an exception that may become the cause of one of ours: the same, if nothing in it has to be hidden or made
     * visible, else one with the same stack and causes whose texts are shown. Null for null.
     */
    public @Nullable Throwable show(@Nullable Throwable foreign) {
        return foreign == null || isFit(foreign, MAX_CAUSES) ? foreign : shown(foreign, MAX_CAUSES);
    }

    private boolean isFit(@Nullable Throwable foreign, int depth) {
        if (foreign == null) {
            return true;
        }
        // a circle, or a chain without an end: Shown cuts it
        if (depth == 0) {
            return false;
        }
        String text = textOf(foreign);
        if (text != null && (text.startsWith(NO_TEXT) || !show(text).equals(text))) {
            return false;
        }
        // a stack trace begins with it; a class may write there what it likes
        String line = lineOf(foreign);
        if (!line.equals(line(foreign.getClass().getName(), text))
                && !show(line).equals(line)) {
            return false;
        }
        for (Throwable suppressed : foreign.getSuppressed()) {
            if (!isFit(suppressed, depth - 1)) {
                return false;
            }
        }
        return isFit(Causes.of(foreign), depth - 1);
    }

    /** Foreign exceptions are foreign code, too. */
    private static @Nullable String textOf(Throwable foreign) {
        try {
            return foreign.getMessage();
        } catch (Throwable e) {
            return NO_TEXT + e.getClass().getName();
        }
    }

    private static String lineOf(Throwable foreign) {
        try {
            return String.valueOf(foreign);
        } catch (Throwable e) {
            // what is not fit
            return "\n";
        }
    }

    private static String line(String name, @Nullable String text) {
        return text == null ? name : name + ": " + text;
    }

    private Shown shown(Throwable foreign, int depth) {
        Throwable cause = depth == 0 ? null : Causes.of(foreign);
        Shown shown = new Shown(
                foreign.getClass().getName(), show(textOf(foreign)), cause == null ? null : shown(cause, depth - 1));
        shown.setStackTrace(foreign.getStackTrace());
        if (depth > 0) {
            for (Throwable suppressed : foreign.getSuppressed()) {
                shown.addSuppressed(shown(suppressed, depth - 1));
            }
        }
        return shown;
    }

    /** Stands for a foreign exception. */
    private static final class Shown extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String name;

        Shown(String name, String message, @Nullable Throwable cause) {
            super(message, cause);
            this.name = name;
        }

        @Override
        // a stack trace is to begin with the name of the foreign class
        @SuppressWarnings("OverrideThrowableToString")
        public String toString() {
            return line(name, getMessage());
        }
    }
}
