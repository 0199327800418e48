package dev.mqttstatus.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A RabbitMQ process of the installed Debian package {@code rabbitmq-server}, on free ports of 127.0.0.1, with its files
 * in a temporary folder. It accepts every login. Its Erlang shell, which is its standard input, answers questions.
 */
final class RabbitMqNode implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");
    private static final String LOOPBACK = "127.0.0.1";
    /** How the shell is made to mark an answer. */
    private static final Pattern ANSWER = Pattern.compile("#(\\d+)#");

    private final Path folder = Files.createTempDirectory("rabbitmq");
    private final int port = freePort();
    private final HttpServer logins;
    private final Thread hook = new Thread(this::end, "end of RabbitMQ");
    private final Process portMapper;
    private final Process broker;
    private final BufferedReader output;
    private final Writer shell;

    /** @param virtualHost which the broker has from the beginning, with an administrator of this name and password */
    RabbitMqNode(String virtualHost, String admin) throws IOException {
        if (!Files.isExecutable(PROGRAM)) {
            throw new IOException("the Debian package rabbitmq-server is needed: " + PROGRAM + " is missing");
        }
        logins = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        logins.createContext("/", exchange -> {
            byte[] answer = "allow".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        logins.start();
        Files.writeString(folder.resolve("rabbitmq.conf"), configuration());
        Files.writeString(folder.resolve("definitions.json"), definitions(virtualHost, admin));
        Files.writeString(folder.resolve("plugins"), "[rabbitmq_auth_backend_http].\n");
        Map<String, String> environment = environment(freePort());
        // started here: one that RabbitMQ starts would outlive it
        portMapper = process(environment, "epmd", "-port", environment.get("ERL_EPMD_PORT"), "-address", LOOPBACK)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        broker = process(environment, PROGRAM.toString()).start();
        Runtime.getRuntime().addShutdownHook(hook);
        output = broker.inputReader(UTF_8);
        shell = broker.outputWriter(UTF_8);
        // the shell is there before the broker takes connections
        number("(fun W() -> case rabbit:is_booted() of true -> 1; false -> timer:sleep(100), W() end end)()");
    }

    int port() {
        return port;
    }

    ProcessHandle handle() {
        return broker.toHandle();
    }

    /** Evaluates an Erlang expression, the value of which is a number. */
    synchronized long number(String expression) throws IOException {
        shell.write("(fun() -> io:format(\"~n#~b#~n\", [begin " + expression + " end]) end)().\n");
        shell.flush();
        StringBuilder seen = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher answer = ANSWER.matcher(line);
            if (answer.find()) {
                return Long.parseLong(answer.group(1));
            }
            seen.append(line).append('\n');
            if (line.contains("** exception")) {
                throw new IOException("RabbitMQ does not know " + expression + ": " + seen);
            }
        }
        throw new IOException("RabbitMQ has ended: " + seen);
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
        end();
    }

    /** At once: there is nothing that it would have to save. */
    private void end() {
        logins.stop(0);
        // the port mapper last, since a broker that misses it starts another
        Stream.of(broker.descendants(), Stream.of(broker.toHandle(), portMapper.toHandle()))
                .flatMap(processes -> processes)
                .toList()
                .forEach(process -> {
                    process.destroyForcibly();
                    process.onExit().join();
                });
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            System.err.println("files are left behind: " + e);
        }
    }

    private ProcessBuilder process(Map<String, String> environment, String... command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("RABBITMQ_") || name.startsWith("ERL_"));
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true);
    }

    private Map<String, String> environment(int mapperPort) throws IOException {
        return Map.ofEntries(
                // where Erlang keeps its cookie
                Map.entry("HOME", folder.toString()),
                Map.entry("LC_ALL", "C.UTF-8"),
                Map.entry("RABBITMQ_NODENAME", "benchmark" + port + "@localhost"),
                Map.entry("RABBITMQ_DIST_PORT", String.valueOf(freePort())),
                Map.entry("ERL_EPMD_PORT", String.valueOf(mapperPort)),
                Map.entry("ERL_EPMD_ADDRESS", LOOPBACK),
                Map.entry("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"),
                Map.entry("RABBITMQ_CONF_ENV_FILE", file("none")),
                Map.entry("RABBITMQ_CONFIG_FILE", file("rabbitmq.conf")),
                Map.entry("RABBITMQ_ADVANCED_CONFIG_FILE", file("advanced.config")),
                Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", file("plugins")),
                Map.entry("RABBITMQ_MNESIA_BASE", file("data")),
                Map.entry("RABBITMQ_LOG_BASE", folder.toString()),
                Map.entry("RABBITMQ_LOGS", file("rabbitmq.log")),
                Map.entry("RABBITMQ_PID_FILE", file("pid")),
                // with an Erlang shell
                Map.entry("RABBITMQ_ALLOW_INPUT", "true"));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private String configuration() {
        String backend = "http://" + LOOPBACK + ":" + logins.getAddress().getPort();
        return """
                listeners.tcp.1 = 127.0.0.1:%d
                load_definitions = %s
                auth_backends.1 = internal
                auth_backends.2 = http
                auth_http.http_method = post
                auth_http.user_path = %3$s/user
                auth_http.vhost_path = %3$s/vhost
                auth_http.resource_path = %3$s/resource
                auth_http.topic_path = %3$s/topic
                log.console = false
                """.formatted(port, file("definitions.json"), backend);
    }

    private static String definitions(String virtualHost, String admin) {
        return """
                {"vhosts": [{"name": "%1$s"}],
                 "users": [{"name": "%2$s", "password": "%2$s", "tags": "administrator"}],
                 "permissions": [{"user": "%2$s", "vhost": "%1$s", "configure": ".*", "write": ".*", "read": ".*"}]}
                """.formatted(virtualHost, admin);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
