package dev.mqttstatus.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A RabbitMQ process of the installed Debian package {@code rabbitmq-server}, with a life of its own: on free ports of
 * 127.0.0.1, its files in a temporary folder, and nothing of the machine's own broker touched. It asks an HTTP server about
 * logins. Its Erlang shell, which is its standard input, answers what AMQP does not show.
 */
public final class RabbitMqNode implements AutoCloseable {
    public static final String VIRTUAL_HOST = "MQTT";
    /** The administrator, whom RabbitMQ knows by itself, and his password. */
    public static final String ADMIN = "tester";
    /** The plug-in that speaks it. */
    public static final String AMQP_1_0 = "rabbitmq_amqp1_0";

    private static final String LOGINS = "rabbitmq_auth_backend_http";
    private static final String LOOPBACK = "127.0.0.1";
    private static final Path PROGRAM = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");
    /** How the shell is made to mark an answer. */
    private static final Pattern ANSWER = Pattern.compile("#(\\d+)#");

    private final Path folder = Files.createTempDirectory("rabbitmq");
    /** All of its ports until it has them. It reuses addresses. */
    private final Deque<HeldPort> held = new ArrayDeque<>();

    private final int port = heldPort();
    private final Thread hook = new Thread(this::end, "end of RabbitMQ");
    private final Process portMapper;
    private final Process broker;
    private final BufferedReader output;
    private final Writer shell;

    /**
     * Starts a broker and waits until it is ready.
     *
     * @param loginPort of 127.0.0.1, where an HTTP server is asked about logins that RabbitMQ does not know
     * @param plugins besides that
     */
    public RabbitMqNode(int loginPort, String... plugins) throws IOException {
        if (!Files.isExecutable(PROGRAM)) {
            throw new IOException("the Debian package rabbitmq-server is needed: " + PROGRAM + " is missing");
        }
        List<String> all = Stream.concat(Stream.of(LOGINS), Stream.of(plugins)).toList();
        Files.writeString(folder.resolve("rabbitmq.conf"), configuration(loginPort, all));
        Files.writeString(folder.resolve("definitions.json"), definitions());
        Files.writeString(folder.resolve("plugins"), "[" + String.join(",", all) + "].\n");
        Map<String, String> environment = environment(heldPort());
        // started here: one that RabbitMQ starts would outlive it
        portMapper = process(environment, "epmd", "-port", environment.get("ERL_EPMD_PORT"), "-address", LOOPBACK)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        broker = process(environment, PROGRAM.toString()).start();
        Runtime.getRuntime().addShutdownHook(hook);
        output = broker.inputReader(UTF_8);
        shell = broker.outputWriter(UTF_8);
        awaitReady();
    }

    /** The shell is there before the broker takes connections. */
    private void awaitReady() throws IOException {
        boolean ready = false;
        try {
            number("(fun W() -> case rabbit:is_booted() of true -> 1; false -> timer:sleep(100), W() end end)()");
            ready = true;
        } finally {
            held.forEach(HeldPort::close);
            if (!ready) {
                close();
            }
        }
    }

    public int port() {
        return port;
    }

    public ProcessHandle handle() {
        return broker.toHandle();
    }

    /** Connects the administrator. */
    public Connection connect() throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(LOOPBACK);
        factory.setPort(port);
        factory.setVirtualHost(VIRTUAL_HOST);
        factory.setUsername(ADMIN);
        factory.setPassword(ADMIN);
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection();
    }

    /** How many messages a queue holds, those included that consumers have not settled, which AMQP does not show. */
    public long depth(String queue) throws IOException {
        return info(queue, "messages");
    }

    /** How many messages of a queue are delivered and not settled. */
    public long unsettled(String queue) throws IOException {
        return info(queue, "messages_unacknowledged");
    }

    private long info(String queue, String item) throws IOException {
        return number("{ok, Q} = rabbit_amqqueue:lookup(rabbit_misc:r(<<\"" + VIRTUAL_HOST + "\">>, queue, <<\"" + queue
                + "\">>)), [{" + item + ", N}] = rabbit_amqqueue:info(Q, [" + item + "]), N");
    }

    /** Evaluates an Erlang expression, the value of which is a number. */
    private synchronized long number(String expression) throws IOException {
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

    /** Ends the processes, and removes their files. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
        end();
    }

    /** By force: there is nothing that it would have to save. */
    private void end() {
        // the port mapper last, since a broker that misses it starts another
        Stream.of(broker.descendants(), Stream.of(broker.toHandle(), portMapper.toHandle()))
                .flatMap(processes -> processes)
                .toList()
                .forEach(process -> {
                    process.destroyForcibly();
                    process.onExit().join();
                });
        try {
            shell.close();
            output.close();
        } catch (IOException e) {
            System.err.println("the shell of RabbitMQ: " + e);
        }
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
                Map.entry("RABBITMQ_NODENAME", "test" + port + "@localhost"),
                Map.entry("RABBITMQ_DIST_PORT", String.valueOf(heldPort())),
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

    private String configuration(int loginPort, List<String> plugins) {
        // AMQP 1.0 clients name a host, not a virtual host
        String amqp10 = plugins.contains(AMQP_1_0) ? "amqp1_0.default_vhost = " + VIRTUAL_HOST + "\n" : "";
        return amqp10 + """
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
                """.formatted(port, file("definitions.json"), "http://" + LOOPBACK + ":" + loginPort);
    }

    /** A policy for dead letters, as arguments of a queue would have to be known to each AMQP 1.0 client. */
    private static String definitions() {
        return """
                {"vhosts": [{"name": "%1$s"}],
                 "users": [{"name": "%2$s", "password": "%2$s", "tags": "administrator"}],
                 "permissions": [{"user": "%2$s", "vhost": "%1$s", "configure": ".*", "write": ".*", "read": ".*"}],
                 "policies": [{"vhost": "%1$s", "name": "dead", "pattern": "^STATUS", "apply-to": "queues",
                   "definition": {"dead-letter-exchange": "", "dead-letter-routing-key": "DLQ"}}]}
                """.formatted(VIRTUAL_HOST, ADMIN);
    }

    private int heldPort() throws IOException {
        held.push(HeldPort.free());
        return held.peek().number();
    }
}
