package com.alibaba.mqtt.server.internal;

import org.jspecify.annotations.Nullable;

/**
 * Checks the parts of a login: {@code a|b=c,d=e|} in AMQP 1.0, {@code 0:a:b} in AMQP 0-9-1, signed
 * {@code a=b&c=d}. What separates the parts would make another login of it; a line break is most often the end of the
 * file that the text was read from, and would only show as a refused login. Null and blank pass: a placeholder may be
 * empty until {@code start()}.
 */
public final class LoginText {
    private static final String SEPARATORS = "|,&";

    private LoginText() {}

    /**
     * Checks an id that is no secret.
     *
     * @return the value
     * @throws IllegalArgumentException naming the field and showing the value
     */
    public static @Nullable String checkedName(String field, @Nullable String value) {
        @Nullable String bad = value == null || value.isBlank() ? null : firstBad(value, SEPARATORS + ":");
        if (bad != null) {
            throw new IllegalArgumentException(
                    field + " is \"" + ForeignText.visible(value) + "\"; " + bad + " is not allowed in it");
        }
        return value;
    }

    /** Checks a token, as {@link #checkedName} but for the colon; the error does not show it. */
    public static @Nullable String checkedToken(String field, @Nullable String value) {
        return value == null || value.isBlank() ? value : hidden(field, value, firstBad(value, SEPARATORS));
    }

    /** Checks a secret that is only signed with: control characters, and blanks around it; the error does not show it. */
    public static @Nullable String checkedSecret(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return value;
        }
        @Nullable String bad = value.equals(value.strip()) ? null : "a blank or line break around it";
        for (int n = 0; n < value.length() && bad == null; n++) {
            bad = Character.isISOControl(value.charAt(n)) ? "a control character" : null;
        }
        return hidden(field, value, bad);
    }

    private static String hidden(String field, String value, @Nullable String bad) {
        if (bad != null) {
            throw new IllegalArgumentException(field + " is a text of " + value.length() + " characters; " + bad
                    + " is not allowed in it (does the file that it is read from end with a line break?)");
        }
        return value;
    }

    private static @Nullable String firstBad(String value, String separators) {
        for (int n = 0; n < value.length(); n++) {
            char c = value.charAt(n);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                return "a blank or line break";
            }
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                return "a control character";
            }
            if (separators.indexOf(c) >= 0) {
                return "the separator " + c;
            }
        }
        return null;
    }
}
