package com.alibaba.mqtt.server.presence.rule;

import com.alibaba.mqtt.server.internal.ForeignText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The id of one connection: 32 lowercase hex digits as two numbers, since that is what the service sends; any other
 * text as it is, and a digest of it when it is long. Internal, not exported.
 *
 * @param odd null for 32 hex digits; the empty text for no id at all
 */
public record ChannelId(long high, long low, @Nullable String odd) implements Comparable<ChannelId> {
    /** For notices without a channel id. */
    public static final ChannelId NONE = new ChannelId(0, 0, "");

    private static final int MAX_ODD = 64;
    private static final int HEX_DIGITS = 32;
    /** The value of each Latin-1 character that is a lowercase hex digit, -1 for the others. */
    private static final byte[] DIGITS = new byte[256];

    static {
        Arrays.fill(DIGITS, (byte) -1);
        for (int value = 0; value < 16; value++) {
            DIGITS["0123456789abcdef".charAt(value)] = (byte) value;
        }
    }

    /** Returns the id that the text is; {@link #NONE} for null. */
    public static ChannelId of(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return NONE;
        }
        if (text.length() == HEX_DIGITS) {
            long high = 0;
            long low = 0;
            int valid = 0;
            for (int at = 0; at < HEX_DIGITS / 2; at++) {
                int left = hexDigit(text.charAt(at));
                int right = hexDigit(text.charAt(at + HEX_DIGITS / 2));
                valid |= left | right;
                high = high << 4 | left;
                low = low << 4 | right;
            }
            if (valid >= 0) {
                return new ChannelId(high, low, null);
            }
        }
        return new ChannelId(0, 0, text.length() <= MAX_ODD ? text : digest(text));
    }

    /** Negative for what is none; without a branch, as it runs 32 times for each notice. */
    private static int hexDigit(char c) {
        return DIGITS[c & 0xFF] | -(c >> 8);
    }

    private static String digest(String text) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(
                                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)),
                                    0,
                                    16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Returns whether there is no id. */
    public boolean isNone() {
        return odd != null && odd.isEmpty();
    }

    /** Returns the id as the service sent it; null if it sent none. */
    public @Nullable String text() {
        if (odd == null) {
            HexFormat hex = HexFormat.of();
            return hex.toHexDigits(high) + hex.toHexDigits(low);
        }
        return odd.isEmpty() ? null : odd;
    }

    /** As a record's own, which goes through method handles and is much of the cost of an update. */
    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof ChannelId other
                && high == other.high
                && low == other.low
                && Objects.equals(odd, other.odd);
    }

    @Override
    public int hashCode() {
        return Objects.hash(high, low, odd);
    }

    @Override
    public int compareTo(ChannelId other) {
        if (odd != null || other.odd != null) {
            if (odd == null || other.odd == null) {
                return odd == null ? -1 : 1;
            }
            return odd.compareTo(other.odd);
        }
        int byHigh = Long.compare(high, other.high);
        return byHigh != 0 ? byHigh : Long.compare(low, other.low);
    }

    /** Fit for a log. */
    @Override
    public String toString() {
        return ForeignText.visible(text());
    }
}
