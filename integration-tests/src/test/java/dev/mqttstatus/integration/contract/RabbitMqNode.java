package dev.mqttstatus.integration.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A RabbitMQ process of the installed Debian package {@code rabbitmq-server}, with a life of its own: on free ports of
 * 127.0.0.1, its files in a temporary folder, and nothing of the machine's own broker touched. Its Erlang shell, which
 * is its standard input, answers what AMQP does not tell.
 */
final class RabbitMqNode {
    static final String VIRTUAL_HOST = "MQTT";
    /** The plug-in that speaks it. */
    static final String AMQP_1_0 = "rabbitmq_amqp1_0";

    static final String SIGNED_LOGINS = "rabbitmq_auth_backend_http";
    /** The administrator, whom RabbitMQ knows by itself. */
    static final String ADMIN = "contract";

    private static final Path PROGRAM = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");
    private static final long START_SECONDS = 120;
    private static final long STOP_SECONDS = 30;
    private static final Pattern ANSWER = Pattern.compile("#(\\d+)#");

    private final Path folder;
    private final int port = freePort();
    private final Process portMapper;
    private final Process broker;
    private final BufferedReader output;
    private final Writer shell;

    private RabbitMqNode(Path folder, int loginPort, List<String> plugins) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve("rabbitmq.conf"), configuration(loginPort, plugins));
        Files.writeString(folder.resolve("definitions.json"), definitions());
        Files.writeString(folder.resolve("plugins"), "[" + String.join(",", plugins) + "].\n");
        int mapperPort = freePort();
        Map<String, String> environment = environment(mapperPort);
        // started here: one that RabbitMQ starts would outlive it
        portMapper = process(environment, "epmd", "-port", String.valueOf(mapperPort), "-address", "127.0.0.1")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        broker = process(environment, PROGRAM.toString()).start();
        output = broker.inputReader(UTF_8);
        shell = broker.outputWriter(UTF_8);
    }

    /** Starts a broker and waits until it takes logins. */
    static RabbitMqNode start(int loginPort, String... plugins) throws IOException {
        if (!Files.isExecutable(PROGRAM)) {
            throw new IOException("these tests need the Debian package rabbitmq-server: " + PROGRAM + " is missing");
        }
        RabbitMqNode node = new RabbitMqNode(Files.createTempDirectory("rabbitmq"), loginPort, List.of(plugins));
        boolean ready = false;
        try {
            node.awaitReady();
            ready = true;
        } finally {
            if (!ready) {
                node.stop();
            }
        }
        return node;
    }

    int port() {
        return port;
    }

    /** Connects the administrator. */
    Connection connect() throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        factory.setVirtualHost(VIRTUAL_HOST);
        factory.setUsername(ADMIN);
        factory.setPassword(ADMIN);
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection();
    }

    /** How many messages a queue holds, those included that consumers have in hand, which AMQP does not tell. */
    synchronized long depth(String queue) throws IOException {
        shell.write("(fun() -> {ok, Q} = rabbit_amqqueue:lookup(rabbit_misc:r(<<\"" + VIRTUAL_HOST + "\">>, queue, <<\""
                + queue + "\">>)), [{messages, N}] = rabbit_amqqueue:info(Q, [messages]),"
                + " io:format(\"~n#~b#~n\", [N]) end)().\n");
        shell.flush();
        StringBuilder seen = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher answer = ANSWER.matcher(line);
            if (answer.find()) {
                return Long.parseLong(answer.group(1));
            }
            seen.append(line).append('\n');
            if (line.contains("** exception")) {
                throw new IOException("no depth of " + queue + ": " + seen);
            }
        }
        throw new IOException("RabbitMQ has ended: " + seen);
    }

    /** Ends everything, and removes its files. */
    void stop() throws IOException {
        broker.destroy();
        end(broker);
        portMapper.destroy();
        end(portMapper);
        shell.close();
        output.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void end(Process process) {
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void awaitReady() throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try {
                connect().close();
                return;
            } catch (IOException | TimeoutException e) {
                if (!broker.isAlive() || System.nanoTime() > end) {
                    throw new IOException("RabbitMQ does not start: " + Files.readString(log()), e);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }

    private Path log() {
        return folder.resolve("rabbitmq.log");
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
                Map.entry("RABBITMQ_NODENAME", "contract" + port + "@localhost"),
                Map.entry("RABBITMQ_DIST_PORT", String.valueOf(freePort())),
                Map.entry("ERL_EPMD_PORT", String.valueOf(mapperPort)),
                Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
                Map.entry("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"),
                Map.entry("RABBITMQ_CONF_ENV_FILE", folder.resolve("none").toString()),
                Map.entry(
                        "RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq.conf").toString()),
                Map.entry(
                        "RABBITMQ_ADVANCED_CONFIG_FILE",
                        folder.resolve("advanced.config").toString()),
                Map.entry(
                        "RABBITMQ_ENABLED_PLUGINS_FILE",
                        folder.resolve("plugins").toString()),
                Map.entry("RABBITMQ_MNESIA_BASE", folder.resolve("data").toString()),
                Map.entry("RABBITMQ_LOG_BASE", folder.toString()),
                Map.entry("RABBITMQ_LOGS", log().toString()),
                Map.entry("RABBITMQ_PID_FILE", folder.resolve("pid").toString()),
                // with an Erlang shell
                Map.entry("RABBITMQ_ALLOW_INPUT", "true"));
    }

    private String configuration(int loginPort, List<String> plugins) {
        String logins = "http://127.0.0.1:" + loginPort;
        // AMQP 1.0 clients name a host, not a virtual host
        String amqp10 = plugins.contains(AMQP_1_0) ? "amqp1_0.default_vhost = " + VIRTUAL_HOST + "\n" : "";
        return amqp10 + """
                listeners.tcp.1 = 127.0.0.1:%d
                load_definitions = %s
                auth_backends.1 = internal
                auth_backends.2 = http
                auth_http.http_method = post
                auth_http.user_path = %s/user
                auth_http.vhost_path = %s/vhost
                auth_http.resource_path = %s/resource
                auth_http.topic_path = %s/topic
                log.console = false
                """.formatted(port, folder.resolve("definitions.json"), logins, logins, logins, logins);
    }

    /** A policy, as arguments of a queue would have to be known to each AMQP 1.0 client. */
    private static String definitions() {
        return """
                {"vhosts": [{"name": "%1$s"}],
                 "users": [{"name": "%2$s", "password": "%2$s", "tags": "administrator"}],
                 "permissions": [{"user": "%2$s", "vhost": "%1$s", "configure": ".*", "write": ".*", "read": ".*"}],
                 "policies": [{"vhost": "%1$s", "name": "dead", "pattern": "^STATUS", "apply-to": "queues",
                   "definition": {"dead-letter-exchange": "", "dead-letter-routing-key": "DLQ"}}]}
                """.formatted(VIRTUAL_HOST, ADMIN);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
