package com.alibaba.mqtt.server.query.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Challenge;
import okhttp3.Connection;
import okhttp3.Credentials;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/** Logs in at HTTP proxies, by the scheme Basic: with the login that was set, else with that of the JVM's Authenticator. */
public final class ProxyLogin {
    private static final String HEADER = "Proxy-Authorization";
    /** OkHttp's word for asking before the proxy has asked. */
    private static final String BEFORE_ASKED = "OkHttp-Preemptive";

    private final @Nullable String header;
    private final @Nullable String password;
    /** What the JVM's Authenticator said last; null if it was not asked. */
    private volatile @Nullable String headerOfJvm;

    private ProxyLogin(@Nullable String header, @Nullable String password) {
        this.header = header;
        this.password = password;
    }

    /** Uses the JVM's {@link java.net.Authenticator}. */
    public static ProxyLogin ofJvm() {
        return new ProxyLogin(null, null);
    }

    /** Uses this login for every proxy. */
    public static ProxyLogin of(String user, String password) {
        return new ProxyLogin(Credentials.basic(user, password, StandardCharsets.UTF_8), password);
    }

    /** Returns whether it is one that was set, and not the JVM's. */
    boolean isSet() {
        return header != null;
    }

    /** Returns the texts that may not be shown. */
    List<String> secrets() {
        List<String> secrets = new ArrayList<>();
        if (password != null) {
            secrets.add(password);
        }
        String now = header != null ? header : headerOfJvm;
        if (now != null) {
            secrets.add(now.substring(now.indexOf(' ') + 1));
        }
        return secrets;
    }

    /** Returns the request to send next; null if there is no login, or it was refused. */
    @Nullable
    Request authenticate(@Nullable Route route, Response response, Elsewhere elsewhere) throws IOException {
        if (response.request().header(HEADER) != null) {
            return null;
        }
        for (Challenge challenge : response.challenges()) {
            boolean basic = challenge.scheme().equalsIgnoreCase("Basic");
            @Nullable String login = null;
            if (header != null && (basic || challenge.scheme().equals(BEFORE_ASKED))) {
                login = header;
            } else if (header == null && basic) {
                login = Lookups.by(elsewhere, () -> ofJvm(route, challenge, response.request()));
            }
            if (login != null) {
                return response.request().newBuilder().header(HEADER, login).build();
            }
        }
        return null;
    }

    private @Nullable String ofJvm(@Nullable Route route, Challenge challenge, Request request) {
        if (route == null || !(route.proxy().address() instanceof InetSocketAddress proxy)) {
            return null;
        }
        PasswordAuthentication login = java.net.Authenticator.requestPasswordAuthentication(
                proxy.getHostString(),
                proxy.getAddress(),
                proxy.getPort(),
                request.url().scheme(),
                challenge.realm(),
                challenge.scheme(),
                request.url().url(),
                java.net.Authenticator.RequestorType.PROXY);
        if (login == null || login.getUserName() == null || login.getPassword() == null) {
            return null;
        }
        headerOfJvm =
                Credentials.basic(login.getUserName(), String.valueOf(login.getPassword()), StandardCharsets.UTF_8);
        return headerOfJvm;
    }

    /** A request over plain HTTP is sent once, so it must carry the login that was set from the beginning. */
    Response addToPlainRequest(Interceptor.Chain chain) throws IOException {
        Request request = chain.request();
        Connection connection = chain.connection();
        boolean plainProxy = !request.isHttps()
                && connection != null
                && connection.route().proxy().type() == Proxy.Type.HTTP;
        return chain.proceed(
                plainProxy && header != null
                        ? request.newBuilder().header(HEADER, header).build()
                        : request);
    }
}
