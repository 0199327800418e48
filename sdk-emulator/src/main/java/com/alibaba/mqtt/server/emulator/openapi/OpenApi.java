package com.alibaba.mqtt.server.emulator.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.emulator.http.HttpAnswer;
import com.alibaba.mqtt.server.emulator.http.HttpAnswer.Ending;
import com.alibaba.mqtt.server.emulator.http.HttpRequest;
import com.alibaba.mqtt.server.emulator.http.HttpServer;
import com.alibaba.mqtt.server.emulator.instance.Account;
import com.alibaba.mqtt.server.emulator.instance.RefusalLog;
import com.alibaba.mqtt.server.emulator.notices.Presence;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP port of 127.0.0.1 that answers the OpenAPI, or misbehaves when told to, and beside it one for HTTPS if that is
 * wanted.
 *
 * <p>A request passes, in this order: the limit of its address, faults, its signature, the limit of the account, the
 * operation. What the operation answers is true when the request comes, however late the answer is sent.
 */
public final class OpenApi implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenApi.class);
    private static final HttpAnswer BLOCKED =
            html(403, "<html><body>Your address is blocked</body></html>").then(Ending.CLOSE);

    private final HttpServer server;
    private final RefusalLog log;
    private final Function<HttpRequest, Optional<HttpAnswer>> pages;
    private final RequestCheck check;
    private final Operations operations;
    private final Throttle throttle;
    private final Figures figures;
    private final Misbehaviour misbehaviour = new Misbehaviour();
    private int port;
    private int securePort;

    /**
     * The settings that do not change.
     *
     * @param port 0 for a free one
     * @param tls for the HTTPS port, always a free one, or null for no such port
     * @param window how far from now the date of a request may be
     * @param batchCache how old the answers of the batch operation may be
     * @param closeConnection whether the operation CloseConnection is supported
     * @param longIdsRefused whether client ids of more than 64 characters are refused
     */
    public record Settings(
            int port,
            @Nullable SSLContext tls,
            Duration window,
            Duration batchCache,
            boolean closeConnection,
            boolean longIdsRefused) {}

    /**
     * What stands around the operations.
     *
     * @param pages answers what is no request of the OpenAPI
     */
    public record Surroundings(RefusalLog log, Function<HttpRequest, Optional<HttpAnswer>> pages) {}

    private OpenApi(
            Account account,
            Presence presence,
            Consumer<String> kick,
            Clock clock,
            Settings settings,
            Limits limits,
            Surroundings surroundings) {
        log = surroundings.log();
        pages = surroundings.pages();
        check = new RequestCheck(account, clock, settings.window());
        operations = new Operations(account, presence, kick, clock, settings);
        throttle = new Throttle(clock, limits);
        figures = new Figures(clock);
        server = new HttpServer(this::handle, clock, HttpServer.PATIENCE);
    }

    /**
     * Opens the ports.
     *
     * @param kick cuts the connection of a client, must not block
     * @param limits to begin with
     * @throws IOException when a port is taken; then nothing is left running
     */
    public static OpenApi open(
            Account account,
            Presence presence,
            Consumer<String> kick,
            Clock clock,
            Settings settings,
            Limits limits,
            Surroundings surroundings)
            throws IOException {
        OpenApi openApi = new OpenApi(account, presence, kick, clock, settings, limits, surroundings);
        try {
            openApi.port = openApi.server.listen("openapi", settings.port(), null);
            if (settings.tls() != null) {
                openApi.securePort = openApi.server.listen("openapi https", 0, settings.tls());
            }
            return openApi;
        } catch (IOException | RuntimeException e) {
            openApi.close();
            throw e;
        }
    }

    /** Returns the number of the port. */
    public int port() {
        return port;
    }

    /** Returns the number of the HTTPS port, or 0 when there is none. */
    public int securePort() {
        return securePort;
    }

    /** Gives these answers to the next requests, in this order. */
    public void misbehave(List<WrongAnswer> nextFaults) {
        misbehaviour.next(nextFaults);
    }

    /** Sets where the chance of faults and of latency starts from. */
    public void seed(long seed) {
        misbehaviour.seed(seed);
    }

    /** Gives one of these answers, by chance, to a share of the requests. */
    public void misbehave(int percent, List<WrongAnswer> kinds) {
        misbehaviour.share(percent, kinds);
    }

    /** Sends all answers late, by chance between two durations. */
    public void latency(Duration min, Duration max) {
        misbehaviour.latency(min, max);
    }

    /** Ends all faults and all latency. */
    public void clear() {
        misbehaviour.clear();
    }

    /** The faults that are set, in words. */
    public List<String> faultsSet() {
        return misbehaviour.set();
    }

    /** Changes the limits, counts afresh for them and ends all blocks. */
    public void limits(Limits limits) {
        throttle.limits(limits);
    }

    /** Returns what was counted since the start or the last reset. */
    public Figures.Snapshot numbers() {
        return figures.snapshot();
    }

    /** Starts to count afresh. */
    public void resetNumbers() {
        figures.reset();
    }

    /** Closes the ports and all connections, also those that hang. */
    @Override
    public void close() {
        server.close();
    }

    private HttpAnswer handle(HttpRequest http) {
        Optional<HttpAnswer> page = pages.apply(http);
        if (page.isPresent()) {
            return page.get();
        }
        String action;
        Supplier<HttpAnswer> right;
        try {
            OpenApiRequest request = OpenApiRequest.read(http);
            action = request.action();
            right = () -> answer(http, request);
        } catch (OpenApiError e) {
            action = null;
            right = () -> refused(http, Format.JSON, e);
        }
        figures.arrived(action);
        if (throttle.isBlocked(http.address())) {
            figures.blocked();
            return BLOCKED;
        }
        WrongAnswer fault = misbehaviour.fault();
        if (fault != null) {
            figures.misbehaved();
        }
        HttpAnswer answer = fault == null ? right.get() : wrong(http, fault);
        return answer.after(misbehaviour.latency());
    }

    private HttpAnswer answer(HttpRequest http, OpenApiRequest request) {
        Format format = request.format();
        try {
            if (!request.method().equals("GET") && !request.method().equals("POST")) {
                throw new OpenApiError(400, "UnsupportedHTTPMethod", "The HTTP method is not GET or POST.");
            }
            String action = named(request.action(), "Action");
            String version = named(request.version(), "Version");
            check.check(request);
            throttle.check(action);
            JSONObject body = operations.answer(action, version, request.parameters());
            figures.answered(action);
            return answer(200, format, action + "Response", body);
        } catch (OpenApiError e) {
            if (e.code().startsWith("Throttling")) {
                figures.throttled();
            }
            return refused(http, format, e);
        } catch (RuntimeException e) {
            LOG.warn("an OpenAPI request failed", e);
            return refused(http, format, new OpenApiError(500, "InternalError", "The emulator has failed."));
        }
    }

    private static String named(@Nullable String value, String name) throws OpenApiError {
        if (value == null || value.isEmpty()) {
            throw OpenApiError.missing(name);
        }
        return value;
    }

    private HttpAnswer refused(HttpRequest http, Format format, OpenApiError e) {
        log.say("a caller", http.address(), "OpenAPI request refused", e.line());
        HttpAnswer answer = answer(e.status(), format, "Error", error(http, e.code(), e.getMessage()));
        Map<String, String> headers = new HashMap<>(answer.headers());
        headers.putAll(e.hints());
        return new HttpAnswer(answer.status(), headers, answer.body(), answer.ending(), answer.delay());
    }

    private static HttpAnswer wrong(HttpRequest http, WrongAnswer fault) {
        int status = fault.status();
        JSONObject error = error(http, fault.code(), "The emulator was told to fail.");
        return switch (fault.form()) {
            case HTML -> html(status, "<html><body>Bad gateway</body></html>");
            case WRONG_SHAPE -> answer(status, Format.JSON, "", JSONObject.of("Hello", "world"));
            case EMPTY -> HttpAnswer.of(status, Format.JSON.contentType(), new byte[0]);
            case CUT -> html(status, "<html><body>Cut</body></html>").then(Ending.CUT);
            case HANG -> html(status, "").then(Ending.HANG);
            case ERROR -> answer(status, Format.JSON, "Error", error);
            case XML_ERROR -> answer(status, Format.XML, "Error", error);
        };
    }

    private static JSONObject error(HttpRequest http, @Nullable String code, @Nullable String message) {
        String host = http.header("host");
        return JSONObject.of("HostId", host == null ? "" : host, "Code", code, "Message", message);
    }

    private static HttpAnswer answer(int status, Format format, String root, JSONObject body) {
        body.put("RequestId", UUID.randomUUID().toString().toUpperCase(Locale.ROOT));
        return HttpAnswer.of(status, format.contentType(), format.write(root, body));
    }

    private static HttpAnswer html(int status, String page) {
        return HttpAnswer.of(status, "text/html", page.getBytes(UTF_8));
    }
}
