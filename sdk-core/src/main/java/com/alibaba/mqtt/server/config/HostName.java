package com.alibaba.mqtt.server.config;

import com.alibaba.mqtt.server.internal.ForeignText;
import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host name or an address and nothing else, as it may become a part of an address of a library: no value of ours
 * reaches an option there.
 */
final class HostName {
    private static final int MAX_CHARS = 253;

    /** Letters, digits and hyphens, and the underscore, which Docker Compose uses. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*");

    private static final Pattern IPV6 = Pattern.compile("([0-9A-Fa-f:.]+)(%[A-Za-z0-9._~-]+)?");
    private static final Pattern PORT = Pattern.compile("(\\[[^]]*]|[^:]*):[0-9]*");

    private HostName() {}

    /**
     * Returns the name in ASCII and without the dot at its end, an IPv6 address without brackets.
     *
     * @throws IllegalArgumentException if it is something else, with what to do instead
     */
    static String of(String field, String value) {
        String ascii = value.chars().allMatch(c -> c < 0x80) ? value : toAscii(field, value);
        String host = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
        if (host.length() <= MAX_CHARS && NAME.matcher(host).matches()) {
            return host;
        }
        String address = ascii.startsWith("[") && ascii.endsWith("]") ? ascii.substring(1, ascii.length() - 1) : ascii;
        if (isIpv6(address)) {
            return address;
        }
        throw refused(field, value);
    }

    private static String toAscii(String field, String value) {
        try {
            return IDN.toASCII(value);
        } catch (IllegalArgumentException e) {
            throw refused(field, value);
        }
    }

    private static boolean isIpv6(String address) {
        Matcher parts = IPV6.matcher(address);
        if (!parts.matches() || !address.contains(":")) {
            return false;
        }
        try {
            // what has a colon is never looked up
            return InetAddress.getByName(parts.group(1)) != null;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static IllegalArgumentException refused(String field, String value) {
        return new IllegalArgumentException(field + " is \"" + ForeignText.visible(value)
                + "\"; a bare host name or address is needed" + hint(value));
    }

    private static String hint(String value) {
        if (value.contains("${") || value.contains("{{")) {
            return " (is a placeholder not replaced?)";
        }
        if (value.contains("://")) {
            return ", without a scheme (TLS is setTls, the port setPort)";
        }
        if (PORT.matcher(value).matches()) {
            return ", without a port (use setPort, or setTlsPort)";
        }
        if (value.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) || c < ' ')) {
            return ", without blanks and line breaks";
        }
        return ": letters, digits, -, _ and dots, without port, path, user or options";
    }
}
