package dev.mqttstatus.compatibility;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Applications of other builds consume over both wires, query, and keep a presence on Redis. Each is resolved by a Maven
 * of its own, with the published POMs, and runs in a JVM of its own.
 */
class ApplicationsIT {
    private static final List<String> CHECKS = List.of("amqp091", "amqp10", "query", "redis", "done");
    private static final List<String> PARENTS = List.of("3.0.13", "3.3.13", "3.5.7", "4.0.7");
    private static final String[] NEIGHBOURS = {
        "org.springframework.boot:spring-boot-starter-data-redis",
        "org.springframework.boot:spring-boot-starter-amqp",
        "org.springframework.boot:spring-boot-starter-artemis"
    };
    private static final String JMS = "jakarta.jms:jakarta.jms-api:3.1.0";

    private static Projects projects;
    private static Service service;

    static Stream<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        // this parent manages jakarta.jms:jakarta.jms-api 2.0.3, whose classes are javax.jms
        cells.add(Cell.spring("2.7.18").refusing("amqp10", JMS));
        cells.add(Cell.spring("2.7.18", NEIGHBOURS).refusing("amqp10", JMS));
        cells.add(Cell.spring("2.7.18").and("-jms-declared", JMS));
        for (String parent : PARENTS) {
            cells.add(Cell.spring(parent));
            cells.add(Cell.spring(parent, NEIGHBOURS));
        }
        cells.add(Cell.plain("pins-nothing"));
        cells.add(Cell.plain("fastjson-1", "com.alibaba:fastjson:1.2.83"));
        cells.add(Cell.plain("fastjson2-old", "com.alibaba.fastjson2:fastjson2:2.0.12"));
        cells.add(Cell.plain("okhttp-3", "com.squareup.okhttp3:okhttp:3.14.9"));
        cells.add(Cell.plain("okhttp-4", "com.squareup.okhttp3:okhttp:4.12.0"));
        cells.add(Cell.plain("okhttp-4-below").and("-ours", "com.squareup.okhttp3:okhttp:4.12.0"));
        cells.add(Cell.plain("aliyun", "com.aliyun:aliyun-java-sdk-core:4.6.4"));
        cells.add(Cell.plain("codec-old", "commons-codec:commons-codec:1.13"));
        // one whose inside the SDK knows, and one that it uses by JMS alone
        cells.add(Cell.plain("qpid-jms-known", "org.apache.qpid:qpid-jms-client:2.6.1"));
        cells.add(Cell.plain("qpid-jms-unknown", "org.apache.qpid:qpid-jms-client:2.5.0"));
        cells.add(Cell.packed("shaded", Cell.Pack.SHADED));
        cells.add(Cell.packed("assembled", Cell.Pack.ASSEMBLED));
        cells.add(Cell.packed("module-path", Cell.Pack.MODULE_PATH));
        return cells.stream();
    }

    @BeforeAll
    static void resolve() throws IOException, InterruptedException {
        Map<String, String> poms = new LinkedHashMap<>();
        cells().forEach(cell -> poms.put(cell.name(), cell.pom()));
        projects = new Projects(Path.of("target", "applications").toAbsolutePath(), poms);
        service = new Service();
    }

    @AfterAll
    static void end() throws IOException, InterruptedException {
        if (service != null) {
            service.close();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void everyUseWorksOrSaysWhatToDeclare(Cell cell) throws IOException, InterruptedException {
        Path folder = projects.folder(cell.name());
        Path classes = Files.createDirectories(folder.resolve("classes"));
        List<Path> libraries = cell.pack() == Cell.Pack.CLASS_PATH || cell.pack() == Cell.Pack.MODULE_PATH
                ? projects.classPath(cell.name())
                : List.of(projects.fatJar(cell.name()));
        String path = libraries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
        command.addAll(service.options());
        Path checks = Path.of("src", "programs", "java").toAbsolutePath();
        if (cell.pack() == Cell.Pack.MODULE_PATH) {
            Projects.compile(classes, List.of("-p", path), checks, Path.of("src", "modular", "java"));
            command.addAll(List.of("-p", path + File.pathSeparator + classes, "-m", "app/app.Checks"));
        } else {
            List<Path> sources = new ArrayList<>(List.of(checks));
            if (cell.parent() != null) {
                sources.add(Path.of("src", "spring", "java"));
            }
            Projects.compile(classes, List.of("-cp", path), sources.toArray(Path[]::new));
            String main = cell.parent() == null ? "app.Checks" : "app.SpringApplicationOfChecks";
            command.addAll(List.of("-cp", path + File.pathSeparator + classes, main));
        }

        Path log = folder.resolve("application.log");
        int exitCode = Projects.run(log, 3, command);

        Map<String, String> results = results(log);
        for (String check : CHECKS) {
            String result = results.get(check);
            assertNotNull(result, () -> check + " has no result; see " + log);
            String refusal = cell.refused().get(check);
            if (refusal == null) {
                assertEquals("ok", result, () -> check + "; see " + log);
            } else {
                assertTrue(result.contains("Client.BadConfiguration") && result.contains(refusal), result);
            }
        }
        assertEquals(0, exitCode, () -> "see " + log);
    }

    private static Map<String, String> results(Path log) throws IOException {
        Map<String, String> results = new LinkedHashMap<>();
        for (String line : Files.readAllLines(log)) {
            String[] word = line.split(" ", 3);
            if (word.length == 3 && word[0].equals("check")) {
                results.put(word[1], word[2]);
            }
        }
        return results;
    }
}
