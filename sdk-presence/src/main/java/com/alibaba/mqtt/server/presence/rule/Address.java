package com.alibaba.mqtt.server.presence.rule;

import com.alibaba.mqtt.server.internal.ForeignText;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The address of a client: {@code a.b.c.d:port} in 48 bits, any other text as it is, up to 64 characters. Internal,
 * not exported.
 *
 * @param odd null for an IPv4 address with port; the empty text for no address
 */
public record Address(long packed, @Nullable String odd) implements Comparable<Address> {
    /** For notices without an address. */
    public static final Address NONE = new Address(0, "");

    private static final int MAX_ODD = 64;
    private static final int PARTS = 4;

    /** Returns the address that the text is; {@link #NONE} for null. */
    public static Address of(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return NONE;
        }
        long packed = pack(text);
        if (packed >= 0) {
            return new Address(packed, null);
        }
        return new Address(0, text.length() <= MAX_ODD ? text : text.substring(0, MAX_ODD));
    }

    /** Returns -1 for what would not come back letter by letter. */
    private static long pack(String text) {
        long packed = 0;
        int part = 0;
        int value = -1;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c >= '0' && c <= '9') {
                // no leading zeros; text is at most 21 characters until it fails
                if (value == 0 || value > 65535) {
                    return -1;
                }
                value = value < 0 ? c - '0' : value * 10 + c - '0';
            } else {
                if (value < 0 || value > 255 || c != (part == PARTS - 1 ? ':' : '.') || part == PARTS) {
                    return -1;
                }
                packed = packed << 8 | value;
                value = -1;
                part++;
            }
        }
        return part != PARTS || value < 0 || value > 65535 ? -1 : packed << 16 | value;
    }

    /** Returns whether there is no address. */
    public boolean isNone() {
        return odd != null && odd.isEmpty();
    }

    /** Returns the address as the service sent it; null if it sent none. */
    public @Nullable String text() {
        if (odd == null) {
            return (packed >> 40 & 255) + "." + (packed >> 32 & 255) + "." + (packed >> 24 & 255) + "."
                    + (packed >> 16 & 255) + ":" + (packed & 65535);
        }
        return odd.isEmpty() ? null : odd;
    }

    /** Written out for speed, see {@link ChannelId#equals}. */
    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof Address other && packed == other.packed && Objects.equals(odd, other.odd);
    }

    @Override
    public int hashCode() {
        return Objects.hash(packed, odd);
    }

    @Override
    public int compareTo(Address other) {
        if (odd != null || other.odd != null) {
            if (odd == null || other.odd == null) {
                return odd == null ? -1 : 1;
            }
            return odd.compareTo(other.odd);
        }
        return Long.compare(packed, other.packed);
    }

    /** Fit for a log. */
    @Override
    public String toString() {
        return ForeignText.visible(text());
    }
}
