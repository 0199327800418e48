package com.alibaba.mqtt.server.query.http;

import com.alibaba.mqtt.server.internal.ForeignText;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the API is, written as both the signature and the wire need it. A port of -1 is the scheme's own. */
public record Endpoint(String scheme, String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(?:(?i:(https?))://)?(\\[[0-9A-Fa-f:.]+]|[0-9A-Za-z._-]+)(?::([0-9]{1,5}))?/?");
    /** With underscores, which Docker Compose creates; a dot may end it. */
    private static final Pattern NAME = Pattern.compile(
            "(?:[0-9A-Za-z_](?:[0-9A-Za-z_-]{0,61}[0-9A-Za-z_])?\\.)*[0-9A-Za-z_](?:[0-9A-Za-z_-]{0,61}[0-9A-Za-z_])?\\.?");

    private static final int MAX_NAME_CHARS = 253;
    private static final int MAX_PORT = 65_535;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** Reads {@code host[:port]} with an optional {@code http://} or {@code https://} before it; https if none. */
    public static Endpoint parse(String text) {
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException(
                    "endpoint is " + (text == null ? "null" : "blank") + "; host[:port] is needed");
        }
        if (text.contains("@")) {
            // not shown: what stands before the @ may be a password
            throw new IllegalArgumentException("endpoint holds an @; host[:port] is needed, without a user");
        }
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw refused(text);
        }
        String scheme = parts.group(1) == null ? "https" : parts.group(1).toLowerCase(Locale.ROOT);
        String host = parts.group(2);
        int port = parts.group(3) == null ? -1 : Integer.parseInt(parts.group(3));
        if (!isHost(host) || port == 0 || port > MAX_PORT) {
            throw refused(text);
        }
        // the HTTP client leaves out the scheme's own port and writes the host in lower case: so must the signature
        boolean schemesOwn = port == (scheme.equals("https") ? HTTPS_PORT : HTTP_PORT);
        return new Endpoint(scheme, host.toLowerCase(Locale.ROOT), schemesOwn ? -1 : port);
    }

    /** Returns whether a text is a host name in ASCII, an IPv4 address, or an IPv6 address in brackets. Asks no server. */
    public static boolean isHost(String host) {
        if (!host.startsWith("[")) {
            return host.length() <= MAX_NAME_CHARS && NAME.matcher(host).matches();
        }
        if (!host.contains(":")) {
            return false;
        }
        try {
            InetAddress unused = InetAddress.getByName(host);
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException("endpoint is \"" + ForeignText.visible(text)
                + "\"; host[:port] is needed, with http:// or https:// before it or nothing: the host a name in ASCII,"
                + " an IPv4 address or an IPv6 address in [brackets], the port 1 to 65535, and nothing after it");
    }

    /** Returns the value of the {@code Host} header. */
    public String hostHeader() {
        return port == -1 ? host : host + ":" + port;
    }

    @Override
    public String toString() {
        return scheme + "://" + hostHeader();
    }
}
