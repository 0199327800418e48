package dev.mqttstatus.integration.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mqttstatus.testing.RabbitMqNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What RabbitMQ asks, by its HTTP authentication plug-in, about logins it does not know: the signed ones of the SDK.
 * They may use everything, and declare only what is there.
 */
final class RabbitMqLogins {
    private static final long LOGIN_WINDOW_MILLIS = 60_000;
    private static final Pattern AKSIGN = Pattern.compile("[0-9a-f]{32}\\|authMode=aksign,signMethod=hmacsha256,authId="
            + WireContract.ACCESS_KEY + ",timestamp=(\\d+),iotInstanceId=" + WireContract.INSTANCE + "\\|");

    private final HttpServer server;
    private final Set<String> declared = ConcurrentHashMap.newKeySet();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();

    RabbitMqLogins() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/user", exchange -> answer(exchange, isSigned(form(exchange))));
        server.createContext(
                "/vhost",
                exchange -> answer(
                        exchange,
                        RabbitMqNode.VIRTUAL_HOST.equals(form(exchange).get("vhost"))));
        server.createContext("/resource", exchange -> answer(exchange, mayUse(form(exchange))));
        server.createContext("/topic", exchange -> answer(exchange, true));
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** How many signed user names were right. */
    int accepted() {
        return accepted.size();
    }

    /** The queues that are there from now on; any other cannot be declared by the SDK. */
    void declared(Set<String> queues) {
        declared.clear();
        declared.addAll(queues);
    }

    void stop() {
        server.stop(0);
    }

    private boolean mayUse(Map<String, String> resource) {
        return !"configure".equals(resource.get("permission")) || declared.contains(resource.get("name"));
    }

    private boolean isSigned(Map<String, String> login) {
        String user = login.get("username");
        String password = login.get("password");
        if (password == null) {
            // AMQP 1.0 asks again for each session of a user that is logged in
            return accepted.contains(user);
        }
        boolean signed;
        Matcher aksign = AKSIGN.matcher(user);
        if (aksign.matches()) {
            long timestamp = Long.parseLong(aksign.group(1));
            signed = Math.abs(System.currentTimeMillis() - timestamp) < LOGIN_WINDOW_MILLIS
                    && sign("HmacSHA256", "authId=" + WireContract.ACCESS_KEY + "&timestamp=" + timestamp)
                            .equals(password);
        } else {
            String plain = "0:" + WireContract.INSTANCE + ":" + WireContract.ACCESS_KEY;
            signed = Base64.getEncoder().encodeToString(plain.getBytes(UTF_8)).equals(user) && isSignedLately(password);
        }
        if (signed) {
            accepted.add(user);
        }
        return signed;
    }

    /** RabbitMQ does not pass on the client property signKey, which is the moment that is signed; so all are tried. */
    private static boolean isSignedLately(String password) {
        long now = System.currentTimeMillis();
        return LongStream.range(0, LOGIN_WINDOW_MILLIS)
                .anyMatch(ago -> sign("HmacSHA1", String.valueOf(now - ago)).equals(password));
    }

    private static String sign(String algorithm, String text) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(WireContract.SECRET_KEY.getBytes(UTF_8), algorithm));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> form(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        return Arrays.stream(body.split("&", -1))
                .map(field -> field.split("=", 2))
                .collect(Collectors.toMap(field -> field[0], field -> URLDecoder.decode(field[1], UTF_8), (a, b) -> a));
    }

    private static void answer(HttpExchange exchange, boolean allowed) throws IOException {
        byte[] answer = (allowed ? "allow" : "deny").getBytes(UTF_8);
        // a connection that stays would look like a leak of the test
        exchange.getResponseHeaders().set("Connection", "close");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }
}
