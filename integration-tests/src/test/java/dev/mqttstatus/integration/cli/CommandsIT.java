package dev.mqttstatus.integration.cli;

import static dev.mqttstatus.integration.cli.Cli.GROUP;
import static dev.mqttstatus.integration.cli.Cli.OFFLINE;
import static dev.mqttstatus.integration.cli.Cli.ONLINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONArray;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.OpenApiFault;
import com.alibaba.mqtt.server.emulator.OpenApiOptions;
import com.sun.net.httpserver.HttpServer;
import dev.mqttstatus.examples.Device;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Pem;
import dev.mqttstatus.testing.Poll;
import dev.mqttstatus.testing.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every command of {@code mqtt-status}, by its script, with its output piped. */
@ExtendWith(LeakCheck.class)
@Timeout(180)
class CommandsIT {
    private Cli cli;

    @TempDir
    Path folder;

    @BeforeEach
    void startEmulator() throws Exception {
        cli = new Cli();
    }

    @AfterEach
    void stopEmulator() {
        cli.close();
    }

    /** Runs a command to its end; returns its output. */
    private String run(int exit, String... arguments) throws Exception {
        try (Program program = cli.start(arguments)) {
            assertEquals(exit, program.awaitExit(), program.output() + program.errors());
            assertFalse(
                    program.output().contains("\u001b") || program.errors().contains("\u001b"), "colours in a file");
            return program.output();
        }
    }

    private static List<String> lines(String text) {
        return text.lines().toList();
    }

    @Test
    void getAnswersInEachFormatAndByItsExitCode() throws Exception {
        cli.device(ONLINE);
        List<String> table = lines(run(1, "get", ONLINE, OFFLINE));
        assertEquals(3, table.size());
        assertTrue(table.get(1).matches(ONLINE + " +online +cached .*"), table.get(1));
        assertTrue(table.get(2).matches(OFFLINE + " +offline +cached .*"), table.get(2));

        JSONArray json = JSON.parseArray(run(1, "get", ONLINE, OFFLINE, "-o", "json", "--live"));
        assertEquals(ONLINE, json.getJSONObject(0).getString("clientId"));
        assertEquals("online", json.getJSONObject(0).getString("state"));
        assertEquals("live", json.getJSONObject(0).getString("source"));

        assertEquals(2, lines(run(1, "get", ONLINE, OFFLINE, "-o", "jsonl")).size());
        List<String> csv = lines(run(0, "get", ONLINE, "-o", "csv", "--confirm"));
        assertEquals("clientId,state,source,receivedAt,requestId,error", csv.get(0));
        assertTrue(csv.get(1).startsWith(ONLINE + ",online,cached,"), csv.get(1));
        assertEquals(OFFLINE + "\n", run(1, "get", ONLINE, OFFLINE, "-o", "name", "--only", "offline"));
    }

    @Test
    void idsComeFromAFileAndFromTheStandardInput() throws Exception {
        Path fleet = folder.resolve("fleet");
        Files.write(
                fleet, IntStream.range(0, 25).mapToObj(at -> GROUP + "@@@" + at).toList());
        assertEquals(
                25, lines(run(1, "get", "-f", fleet.toString(), "-o", "name")).size());
        assertEquals(3, cli.emulator.openApi().numbers().requests());
        try (Program piped = cli.shell("printf 'a\\nb\\na\\n' | \"$CLI\" get - -o name")) {
            assertEquals(1, piped.awaitExit(), piped.errors());
            assertEquals("a\nb\n", piped.output());
        }
        assertEquals("3 billed calls for 25 clients, cached\n", run(0, "get", "-f", fleet.toString(), "--dry-run"));
    }

    @Test
    void moreThanAThousandIdsAreReadAsTheAnswersCome() throws Exception {
        cli.environment.put("OUT", folder.resolve("out").toString());
        // the last ids come when the first answers are there
        try (Program piped = cli.shell("{ seq 1500; until [ -s \"$OUT\" ]; do sleep 0.1; done; seq 1501 1510; }"
                + " | \"$CLI\" get - -o csv --no-headers --rate 300 > \"$OUT\"")) {
            assertEquals(1, piped.awaitExit(), piped.errors());
        }
        List<String> lines = Files.readAllLines(folder.resolve("out"));
        assertEquals(1510, lines.size());
        assertEquals(
                1510,
                lines.stream()
                        .map(line -> line.replaceAll(",.*", ""))
                        .distinct()
                        .count());
        try (Program broken = cli.shell("{ seq 4000; printf '\\377\\n'; } | \"$CLI\" get - -o name --rate 300")) {
            assertEquals(2, broken.awaitExit(), broken.errors());
            assertTrue(lines(broken.output()).size() > 1000, "what was asked before is answered");
            assertEquals("mqtt-status: the standard input is no text in UTF-8", broken.errors());
        }
        try (Program counted = cli.shell("seq 2001 | \"$CLI\" get - --dry-run")) {
            assertEquals(0, counted.awaitExit(), counted.errors());
            assertEquals("201 billed calls for 2001 clients, cached\n", counted.output());
        }
    }

    @Test
    void clientsThatTheServiceLeavesOutAreTheirOwnExitCode() throws Exception {
        byte[] answer = "{\"RequestId\":\"1\",\"OnlineStatusList\":[{\"ClientId\":\"a\",\"OnlineStatus\":false}]}"
                .getBytes(StandardCharsets.UTF_8);
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        service.start();
        try {
            cli.environment.put(
                    "MQTT_OPENAPI", "http://127.0.0.1:" + service.getAddress().getPort());
            assertEquals(
                    "b,unanswered,,,,",
                    lines(run(3, "get", "a", "b", "-o", "csv")).get(2));
            assertEquals("a\n", run(3, "get", "a", "b", "-o", "name", "--only", "offline"));
            assertEquals("a\n", run(1, "get", "a", "-o", "name"));
        } finally {
            service.stop(0);
        }
    }

    @Test
    void eachKindOfFailureHasItsExitCodeAndOneLine() throws Exception {
        cli.emulator.openApi().next(OpenApiFault.WRONG_SHAPE);
        assertFailure(4, "MalformedAnswer");
        cli.emulator.openApi().next();
        cli.environment.put("MQTT_SK_ENV", "a-wrong-secret");
        assertFailure(5, "SignatureDoesNotMatch");
        cli.environment.put("MQTT_SK_ENV", "");
        cli.environment.put("HOME", folder.toString());
        cli.environment.put("MQTT_STATUS_JAVA_OPTIONS", "-Duser.home=" + folder);
        assertFailure(5, "NoCredentials");
        cli.environment.put("MQTT_INSTANCE_ID", "");
        assertFailure(5, "--instance-id");
    }

    private void assertFailure(int exit, String word) throws Exception {
        try (Program get = cli.start("get", ONLINE)) {
            assertEquals(exit, get.awaitExit(), get.errors());
            assertEquals(1, get.errors().lines().count(), get.errors());
            assertTrue(get.errors().contains(word), get.errors());
            assertFalse(get.errors().contains("a-wrong-secret"), get.errors());
        }
    }

    @Test
    void waitEndsWhenAllAreThereOrTheTimeIsOver() throws Exception {
        assertEquals(
                2,
                lines(run(124, "wait", OFFLINE, "--timeout", "500ms", "--interval", "100ms"))
                        .size());
        assertEquals(OFFLINE + "\n", run(0, "wait", OFFLINE, "--for=offline", "-o", "name"));
        try (Program waiting =
                cli.start("wait", ONLINE, "--live", "--interval", "100ms", "--timeout", "2m", "-o", "name")) {
            Poll.until(
                    "the first rounds", () -> cli.emulator.openApi().numbers().requests() > 5);
            cli.device(ONLINE);
            assertEquals(0, waiting.awaitExit(), waiting.errors());
            assertEquals(ONLINE + "\n", waiting.output());
        }
    }

    @Test
    void watchPrintsNoticesAndGivesBackWhatItDoesNotPrint() throws Exception {
        try (Program watch = cli.start("watch", GROUP, "-n", "2", "-o", "jsonl")) {
            Poll.until("a subscription", () -> watch.errors().contains("watching " + GROUP));
            cli.device(ONLINE).vanish();
            assertEquals(0, watch.awaitExit(), watch.errors());
            List<String> notices = lines(watch.output());
            assertEquals("connect", JSON.parseObject(notices.get(0)).getString("event"));
            assertEquals("tcpclean", JSON.parseObject(notices.get(1)).getString("event"));
        }
        assertEquals(0, cli.emulator.group(GROUP).queued());
        for (int at = 0; at < 5; at++) {
            cli.device(ONLINE + at);
        }
        Poll.until("five notices", () -> cli.emulator.group(GROUP).queued() == 5);
        assertEquals(2, lines(run(0, "watch", GROUP, "-n", "2", "-o", "name")).size());
        Poll.until("the others back", () -> cli.emulator.group(GROUP).queued() == 3);
        assertEquals(
                1,
                lines(run(124, "watch", GROUP, "-n", "9", "--timeout", "1s", "--no-headers", "-o", "csv")).stream()
                        .filter(line -> line.startsWith(ONLINE + "2"))
                        .count());
    }

    @Test
    void topCounts() throws Exception {
        cli.device(ONLINE);
        cli.device(OFFLINE).leave();
        List<String> lines = lines(run(0, "top", GROUP, "-n", "3", "--interval", "500ms", "-o", "jsonl"));
        assertEquals(3, lines.size());
        assertEquals(1, JSON.parseObject(lines.get(2)).getIntValue("online"), lines.get(2));
        assertEquals(1, JSON.parseObject(lines.get(2)).getIntValue("offline"), lines.get(2));
    }

    @Test
    void topAsksAboutClientsThatItsOwnLostConnectionLeavesUncertain() throws Exception {
        Device device = cli.device(ONLINE);
        try (Program top = cli.start("top", GROUP, "--interval", "500ms", "-o", "jsonl");
                Program deaf = cli.start("top", GROUP + "2", "--interval", "500ms", "-o", "jsonl", "--no-query")) {
            cli.device(GROUP + "2@@@on");
            // it has just begun, and so asks about all
            top.awaitOutput("\"online\":1,\"offline\":0,\"unknown\":0", 1);
            top.awaitOutput("\"queries\":1", 1);
            deaf.awaitOutput("\"online\":1", 1);
            cli.emulator.faults().lose(100);
            device.vanish();
            Poll.until("the end of the connection", () -> !cli.emulator.isOnline(ONLINE));
            cli.emulator.faults().clear();
            cli.emulator.faults().resetAmqpConnections();
            top.awaitOutput("\"offline\":1", 1);
            top.interrupt();
            assertEquals(130, top.awaitExit(), top.errors());
            deaf.interrupt();
            assertEquals(130, deaf.awaitExit(), deaf.errors());
            assertFalse(
                    Pattern.compile("\"queries\":[1-9]").matcher(deaf.output()).find(), deaf.output());
        }
        assertTrue(cli.emulator.openApi().numbers().requests() >= 1);
    }

    @Test
    void traceAndKick() throws Exception {
        cli.device(ONLINE);
        assertTrue(run(0, "trace", ONLINE, "--since", "1h", "-o", "jsonl").contains("connect"));
        assertEquals("1 client\n", run(0, "kick", ONLINE, "--dry-run"));
        assertEquals("", run(2, "kick", ONLINE));
        assertTrue(cli.emulator.isOnline(ONLINE));
        assertEquals(
                ONLINE + ",kicked,",
                lines(run(0, "kick", ONLINE, "--yes", "-o", "csv")).get(1));
        Poll.until("the end of the connection", () -> !cli.emulator.isOnline(ONLINE));
    }

    @Test
    void sendTakesItsBodyFromTheArgumentOrTheStandardInput() throws Exception {
        assertTrue(run(0, "send", "cli/news", "hello").matches("[0-9A-F]{32}\\n"));
        try (Program piped = cli.shell("echo hello | \"$CLI\" send cli/news")) {
            assertEquals(0, piped.awaitExit(), piped.errors());
        }
        assertEquals("", run(4, "send", "nothing/there", "hello"));
        assertEquals("", run(2, "send", "cli/#", "hello"));
    }

    @Test
    void doctorFindsNothingOrSaysWhatToMend() throws Exception {
        cli.environment.put("MQTT_SK_ENV", "");
        Path secret = folder.resolve("secret");
        Files.writeString(secret, cli.emulator.secretKey());
        String[] doctor = {
            "doctor", "--group", GROUP, "--access-key", cli.emulator.accessKey(), "--secret-key-file", secret.toString()
        };
        String healthy = run(0, doctor);
        for (String step : List.of(
                "settings",
                "api dns",
                "api tcp",
                "clock",
                "api live",
                "api cached",
                "api groups",
                "api trace",
                "api kick",
                "notices dns",
                "notices tcp",
                "notices protocol",
                "notices login",
                "notices group")) {
            assertTrue(
                    Pattern.compile("(?m)^ok +" + step + " ").matcher(healthy).find(), step + " in\n" + healthy);
        }
        assertFalse(healthy.contains(cli.emulator.secretKey()), healthy);
        assertTrue(healthy.contains("skip  messages send     not tried"), healthy);

        cli.device(ONLINE);
        String seen = run(0, with(doctor, "--notice-within", "30s"));
        assertTrue(seen.contains("connect of " + ONLINE), seen);
        assertTrue(run(124, with(doctor, "--notice-within", "300ms")).contains("fail  notices seen"));

        Files.writeString(secret, "a-wrong-secret");
        String refused = run(5, doctor);
        assertTrue(refused.contains("fail  api live"), refused);
        assertTrue(refused.contains("fail  notices login"), refused);
        assertTrue(refused.contains("-> "), refused);
        assertFalse(refused.contains("a-wrong-secret"), refused);

        try (ServerSocket gone = new ServerSocket(0)) {
            cli.environment.put("MQTT_PORT", String.valueOf(gone.getLocalPort()));
        }
        assertTrue(run(5, doctor).contains("fail  notices tcp"));
        String api = String.valueOf(cli.emulator.openApiPort());
        assertTrue(run(5, with(doctor, "--port", api, "--timeout", "2s")).contains("speaks HTTP, not AMQP"));
    }

    @Test
    void withItsAuthorityBothSidesAreReachedByTls() throws Exception {
        try (Emulator emulator = Emulator.builder()
                .group(GROUP)
                .amqpTls(true)
                .openApi(OpenApiOptions.defaults().tls(true).closeConnection(false))
                .start()) {
            Path ca = folder.resolve("ca.pem");
            Files.writeString(ca, Pem.of(emulator.certificate()));
            cli.environment.putAll(Map.of(
                    "MQTT_OPENAPI",
                    "https://localhost:" + emulator.openApi().httpsPort(),
                    "MQTT_DOMAIN",
                    "localhost",
                    "MQTT_PORT",
                    String.valueOf(emulator.amqpsPort()),
                    "MQTT_TLS",
                    "true"));
            String unknown = run(4, "doctor", "--group", GROUP);
            assertTrue(unknown.contains("fail  api tls") && unknown.contains("fail  notices tls"), unknown);
            assertFailure(4, "Client.TlsFailed");
            cli.environment.put("MQTT_CA", ca.toString());
            String trusted = run(0, "doctor", "--group", GROUP);
            for (String step : List.of("api tls", "notices tls", "notices protocol", "notices group")) {
                assertTrue(trusted.contains("ok    " + step + " "), step + " in\n" + trusted);
            }
            assertTrue(trusted.contains("CloseConnection is not offered here"), trusted);
            assertEquals(ONLINE + "\n", run(1, "get", ONLINE, "-o", "name"));
            run(124, "watch", GROUP, "-n", "1", "--timeout", "100ms");
        }
    }

    private static String[] with(String[] arguments, String... more) {
        return Stream.of(arguments, more).flatMap(Arrays::stream).toArray(String[]::new);
    }

    @Test
    void completionWorksInBash() throws Exception {
        try (Program bash = Program.command(
                cli.environment,
                "bash",
                "-c",
                "source <(\"" + System.getProperty("cli.script") + "\" completion) && COMP_WORDS=(mqtt-status do)"
                        + " COMP_CWORD=1 && _complete_mqtt-status && echo \"${COMPREPLY[@]}\"")) {
            assertEquals(0, bash.awaitExit(), bash.errors());
            assertEquals("doctor", bash.output().strip());
        }
    }

    @Test
    void theEmulatorRunsUntilItIsTerminated() throws Exception {
        cli.environment.put("MQTT_STATUS_ARCHIVE", "off");
        try (Program emulator = cli.start(
                "emulator", "--mqtt-port", "0", "--amqp-port", "0", "--openapi-port", "0", "--group", GROUP)) {
            Matcher ready = Pattern.compile("ready mqtt=\\d+ amqp=\\d+ openapi=(\\d+) .*\\R")
                    .matcher(emulator.awaitOutput("ready mqtt=", 1));
            assertTrue(ready.matches(), emulator.output());
            assertEquals("a\n", run(1, "get", "a", "-o", "name", "--endpoint", "http://127.0.0.1:" + ready.group(1)));
            emulator.terminate();
            assertEquals(143, emulator.awaitExit());
            assertEquals("", emulator.errors());
        }
        try (ServerSocket taken = new ServerSocket(0)) {
            run(4, "emulator", "--mqtt-port", "0", "--openapi-port", "0", "--amqp-port", "" + taken.getLocalPort());
        }
    }

    @Test
    void theScriptWorksByASymbolicLinkAndLeavesAnArchiveForLaterStarts() throws Exception {
        Path link = folder.resolve("a link");
        Files.createSymbolicLink(link, Path.of(System.getProperty("cli.script")));
        cli.environment.put("XDG_CACHE_HOME", folder.toString());
        assertVersion(link);
        Path cache = folder.resolve("mqtt-status");
        Poll.until("an archive", () -> archives(cache) == 1);
        assertVersion(link);
        Poll.until(
                "nothing but the archive and whose it is", () -> cache.toFile().list().length == 2);
        // a newer jar's replaces that of the older one; that of the emulator stands beside that of the commands
        Path stale = cache.resolve("1-commands.jsa");
        try (Stream<Path> files = Files.list(cache)) {
            for (Path file : files.toList()) {
                Files.copy(file, Path.of(stale + (file.toString().endsWith(".of") ? ".of" : "")));
            }
        }
        startEmulator(link);
        Poll.until("the archives of the newer one alone", () -> archives(cache) == 2 && !Files.exists(stale));
        Poll.until("nothing else", () -> cache.toFile().list().length == 4);
        startEmulator(link);
        // one that is broken is not used, and not in the way
        try (Stream<Path> files = Files.list(cache)) {
            for (Path file : files.toList()) {
                assertTrue(file.toFile().setWritable(true));
                Files.writeString(file, "broken");
            }
        }
        assertVersion(link);
        cli.environment.put("XDG_CACHE_HOME", "/dev/null");
        assertVersion(link);
        Files.delete(link);
    }

    private void startEmulator(Path link) throws Exception {
        String[] command = {link.toString(), "emulator", "--mqtt-port", "0", "--amqp-port", "0", "--openapi-port", "0"};
        try (Program emulator = Program.command(cli.environment, command)) {
            emulator.awaitOutput("ready", 1);
        }
    }

    private static long archives(Path cache) {
        try (Stream<Path> files = Files.list(cache)) {
            return files.filter(file -> file.toString().endsWith(".jsa")).count();
        } catch (IOException e) {
            return 0;
        }
    }

    private void assertVersion(Path link) throws Exception {
        try (Program version = Program.command(cli.environment, link.toString(), "--version")) {
            assertEquals(0, version.awaitExit(), version.errors());
            assertTrue(version.output().startsWith("mqtt-status "), version.output());
            assertEquals("", version.errors());
        }
    }
}
