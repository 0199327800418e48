package com.alibaba.mqtt.server.emulator.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.emulator.instance.Account;
import com.alibaba.mqtt.server.emulator.instance.Loopback;
import com.alibaba.mqtt.server.emulator.notices.Presence;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP port of 127.0.0.1 that answers the OpenAPI, or misbehaves when told to. */
public final class OpenApi implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenApi.class);
    private static final int THREADS = 8;
    private static final String NO_DELAY = "sun.net.httpserver.nodelay";
    private static final byte[] HTML = "<html><body>Bad gateway</body></html>".getBytes(UTF_8);

    static {
        // else an answer waits 40 ms for the client to acknowledge its headers; must be set before the first server
        if (System.getProperty(NO_DELAY) == null) {
            System.setProperty(NO_DELAY, "true");
        }
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final RequestCheck check;
    private final SessionQueries queries;
    private final Queue<WrongAnswer> faults = new ConcurrentLinkedQueue<>();

    private OpenApi(HttpServer server, RequestCheck check, SessionQueries queries) {
        this.server = server;
        this.check = check;
        this.queries = queries;
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(
                THREADS, task -> new Thread(task, "mqtt-emulator-openapi-" + number.incrementAndGet()));
    }

    /**
     * Opens the port.
     *
     * @param port 0 for a free one
     * @param window how far from now the date of a request may be
     * @param batchCache how old the answers of the batch operation may be
     * @throws IOException when the port is taken
     */
    public static OpenApi open(
            int port, Account account, Presence presence, Clock clock, Duration window, Duration batchCache)
            throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(Loopback.port(port), 0);
        } catch (BindException e) {
            throw Loopback.taken("openapi", port, e);
        }
        OpenApi openApi = new OpenApi(
                server,
                new RequestCheck(account, clock, window),
                new SessionQueries(account, presence, clock, batchCache));
        server.setExecutor(openApi.threads);
        server.createContext("/", openApi::handle);
        server.start();
        return openApi;
    }

    /** Returns the number of the port. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Gives these answers to the next requests, in this order. */
    public void misbehave(List<WrongAnswer> nextFaults) {
        faults.addAll(nextFaults);
    }

    /** Closes the port and all connections, also those that hang. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        WrongAnswer fault = faults.poll();
        if (fault != null) {
            misbehave(exchange, fault);
            return;
        }
        try {
            answer(exchange, 200, process(OpenApiRequest.read(exchange)));
        } catch (OpenApiError e) {
            LOG.info("OpenAPI request refused: {} {}", e.code(), e.getMessage());
            answer(exchange, e.status(), error(exchange, e.code(), e.getMessage()));
        }
    }

    private JSONObject process(OpenApiRequest request) throws OpenApiError {
        if (!request.method().equals("GET") && !request.method().equals("POST")) {
            throw new OpenApiError(400, "UnsupportedHTTPMethod", "The HTTP method is not GET or POST.");
        }
        Map<String, String> parameters = request.parameters();
        String action = named(request.header("x-acs-action"), parameters, "Action");
        String version = named(request.header("x-acs-version"), parameters, "Version");
        check.check(request);
        return queries.answer(action, version, parameters);
    }

    private static String named(@Nullable String header, Map<String, String> parameters, String name)
            throws OpenApiError {
        String value = header != null ? header : parameters.get(name);
        if (value == null || value.isEmpty()) {
            throw OpenApiError.missing(name);
        }
        return value;
    }

    private static void misbehave(HttpExchange exchange, WrongAnswer fault) throws IOException {
        switch (fault.form()) {
            case HTML -> send(exchange, fault.status(), "text/html", HTML);
            case WRONG_SHAPE -> answer(exchange, fault.status(), JSONObject.of("Hello", "world"));
            case EMPTY -> send(exchange, fault.status(), "application/json", new byte[0]);
            case CUT -> {
                exchange.sendResponseHeaders(fault.status(), HTML.length);
                exchange.getResponseBody().write(HTML, 0, HTML.length / 2);
                exchange.getResponseBody().flush();
                exchange.close();
            }
            case HANG -> LOG.debug("not answering");
            case ERROR ->
                answer(exchange, fault.status(), error(exchange, fault.code(), "The emulator was told to fail."));
        }
    }

    private static JSONObject error(HttpExchange exchange, @Nullable String code, @Nullable String message) {
        String host = exchange.getRequestHeaders().getFirst("Host");
        return JSONObject.of("HostId", host == null ? "" : host, "Code", code, "Message", message);
    }

    private static void answer(HttpExchange exchange, int status, JSONObject json) throws IOException {
        json.put("RequestId", UUID.randomUUID().toString().toUpperCase(Locale.ROOT));
        send(exchange, status, "application/json;charset=utf-8", JSON.toJSONBytes(json));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
