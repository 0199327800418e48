package com.alibaba.mqtt.server.query;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import okhttp3.Authenticator;
import okhttp3.Challenge;
import okhttp3.Credentials;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;

/** Logs in at HTTP proxies, in the way Basic: with the login that was set, else with what the JVM's Authenticator says. */
final class ProxyLogin implements Authenticator {
    private static final String HEADER = "Proxy-Authorization";
    /** OkHttp's word for asking before the proxy has asked. */
    private static final String BEFORE_ASKED = "OkHttp-Preemptive";

    private final String header;
    private final String password;
    /** What the JVM's Authenticator said last; null if it was not asked. */
    private volatile String headerOfJvm;

    private ProxyLogin(String header, String password) {
        this.header = header;
        this.password = password;
    }

    /** Uses the JVM's {@link java.net.Authenticator}. */
    static ProxyLogin ofJvm() {
        return new ProxyLogin(null, null);
    }

    /** Uses this login for every proxy. */
    static ProxyLogin of(String user, String password) {
        return new ProxyLogin(Credentials.basic(user, password, StandardCharsets.UTF_8), password);
    }

    /** Returns the texts that may not be shown. */
    List<String> secrets() {
        String now = header != null ? header : headerOfJvm;
        return Stream.of(password, now == null ? null : now.substring(now.indexOf(' ') + 1))
                .filter(Objects::nonNull)
                .toList();
    }

    /** Returns the request to send next; null if there is no login, or it was refused. */
    @Override
    public Request authenticate(Route route, Response response) throws IOException {
        if (response.request().header(HEADER) != null) {
            return null;
        }
        for (Challenge challenge : response.challenges()) {
            boolean basic = challenge.scheme().equalsIgnoreCase("Basic");
            String login = null;
            if (header != null && (basic || challenge.scheme().equals(BEFORE_ASKED))) {
                login = header;
            } else if (header == null && basic) {
                login = ofJvm(route, challenge, response.request());
            }
            if (login != null) {
                return response.request().newBuilder().header(HEADER, login).build();
            }
        }
        return null;
    }

    private String ofJvm(Route route, Challenge challenge, Request request) {
        if (!(route.proxy().address() instanceof InetSocketAddress proxy)) {
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
        boolean plainProxy = header != null
                && !request.isHttps()
                && chain.connection().route().proxy().type() == Proxy.Type.HTTP;
        return chain.proceed(
                plainProxy ? request.newBuilder().header(HEADER, header).build() : request);
    }
}
