package com.alibaba.mqtt.server.query;

import com.alibaba.mqtt.server.internal.Allowed;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.query.http.Endpoint;
import com.alibaba.mqtt.server.query.http.ProxyLogin;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Refuses bad values of settings and arguments at the caller's line. */
final class Checks {
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);
    private static final int MAX_PORT = 65_535;

    private Checks() {}

    static String requireText(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(
                    field + " is " + (value == null ? "null" : "blank") + "; a text is needed");
        }
        return value;
    }

    static Duration requireTimeout(String field, @Nullable Duration value) {
        Duration given = Allowed.set(field, value);
        if (given.compareTo(Duration.ofMillis(1)) < 0 || given.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException(field + " is " + value + "; 1 ms to 10 minutes is needed");
        }
        return given;
    }

    static int requireInt(String field, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(field + " is " + value + "; " + min + " to " + max + " is needed");
        }
        return value;
    }

    static Proxy requireProxy(String host, int port) {
        requireText("proxy host", host);
        // an IPv6 address with brackets or without
        String literal = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        if (!Endpoint.isHost(literal)) {
            throw new IllegalArgumentException("proxy host is \"" + ForeignText.visible(host)
                    + "\"; a host name in ASCII or an IP address is needed, without scheme, port or user");
        }
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("proxy port is " + port + "; 1 to " + MAX_PORT + " is needed");
        }
        String plain = literal.startsWith("[") ? literal.substring(1, literal.length() - 1) : literal;
        return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(plain, port));
    }

    static ProxyLogin requireProxyLogin(String user, String password) {
        requireText("proxy user", user);
        if (password == null) {
            throw new IllegalArgumentException("proxy password is null; a text is needed, which may be empty");
        }
        // neither is shown: they may be mixed up
        if (user.contains(":") || (user + password).chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("proxy user holds a colon, or user or password a control character");
        }
        return ProxyLogin.of(user, password);
    }
}
