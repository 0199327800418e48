package com.alibaba.mqtt.server.query;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Where the API is, written as both the signature and the wire need it. A port of -1 is the scheme's own. */
record Endpoint(String scheme, String host, int port) {

    /** Reads {@code host[:port]} with an optional {@code http://} or {@code https://} before it; https if none. */
    static Endpoint parse(String text) {
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException(
                    "endpoint is " + (text == null ? "null" : "blank") + "; host[:port] is needed");
        }
        if (text.contains("@")) {
            // not shown: what stands before the @ may be a password
            throw new IllegalArgumentException("endpoint holds an @; host[:port] is needed, without a user");
        }
        URI uri;
        try {
            uri = new URI(text.contains("://") ? text : "https://" + text);
        } catch (URISyntaxException e) {
            throw refused(text, e);
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        boolean path = !uri.getRawPath().isEmpty() && !uri.getRawPath().equals("/");
        boolean http = scheme.equals("http") || scheme.equals("https");
        if (!http || uri.getHost() == null || path || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw refused(text, null);
        }
        int port = uri.getPort();
        if (port == 0 || port > 65_535 || uri.getHost().matches(".{254,}|.*[^.]{64}.*")) {
            throw refused(text, null);
        }
        // the HTTP client leaves out the scheme's own port and writes the host in lower case: so must the signature
        boolean schemesOwn = port == (scheme.equals("https") ? 443 : 80);
        return new Endpoint(scheme, uri.getHost().toLowerCase(Locale.ROOT), schemesOwn ? -1 : port);
    }

    private static IllegalArgumentException refused(String text, URISyntaxException cause) {
        return new IllegalArgumentException(
                "endpoint is \"" + text + "\"; host[:port] is needed, with http:// or https:// before it or nothing",
                cause);
    }

    /** Returns the value of the {@code Host} header. */
    String hostHeader() {
        return port == -1 ? host : host + ":" + port;
    }

    @Override
    public String toString() {
        return scheme + "://" + hostHeader();
    }
}
