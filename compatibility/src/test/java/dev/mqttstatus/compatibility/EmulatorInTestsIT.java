package dev.mqttstatus.compatibility;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The emulator as a dependency of applications of other builds: it starts, a notice is consumed, a query answered, and it
 * closes without a thread left.
 */
class EmulatorInTestsIT {
    private static final String EMULATOR =
            "dev.mqttstatus:sdk-emulator-junit5:" + System.getProperty("compatibility.version");
    private static final String QUARKUS = "io.quarkus:quarkus-bom:3.33.2:pom";
    private static final List<String> PARENTS = List.of("2.7.18", "3.0.13", "3.3.13", "3.5.7", "4.0.7");
    private static final List<String> STARTERS = List.of("artemis", "amqp", "data-redis");

    private static final String PARALLEL = "parallel";
    private static final int RUNS = Integer.getInteger("parallel.runs", 3);
    private static final int TESTS = 9;

    private static Projects projects;

    static List<String> names() {
        return poms().keySet().stream().filter(name -> !name.equals(PARALLEL)).toList();
    }

    private static Map<String, String> poms() {
        Map<String, String> poms = new LinkedHashMap<>();
        add(poms, Cell.plain("no-parent"));
        for (String parent : PARENTS) {
            add(poms, Cell.spring(parent));
            for (String starter : STARTERS) {
                add(
                        poms,
                        Cell.spring(parent)
                                .and("-" + starter, "org.springframework.boot:spring-boot-starter-" + starter));
            }
        }
        Cell quarkus = Cell.plain("quarkus").and("", EMULATOR).and("", "io.quarkus:quarkus-arc");
        poms.put(
                quarkus.name(),
                quarkus.pom()
                        .replaceFirst(
                                "<dependencies>",
                                "<dependencyManagement><dependencies>" + Pom.dependency(QUARKUS)
                                        + "</dependencies></dependencyManagement><dependencies>"));
        add(
                poms,
                Cell.plain(PARALLEL)
                        .and("", "org.slf4j:slf4j-simple:2.0.17")
                        .and("", "org.junit.jupiter:junit-jupiter:6.1.3")
                        .and("", "org.junit.platform:junit-platform-launcher:6.1.3"));
        return poms;
    }

    private static void add(Map<String, String> poms, Cell cell) {
        poms.put(cell.name(), cell.and("", EMULATOR).pom());
    }

    @BeforeAll
    static void resolve() throws IOException, InterruptedException {
        projects = new Projects(Path.of("target", "emulated").toAbsolutePath(), poms());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void startsAnswersAndLeavesNoThread(String name) throws IOException, InterruptedException {
        Path log = run(name, "emulated", "app.EmulatedChecks");
        try (Stream<String> lines = Files.lines(log)) {
            assertEquals(
                    List.of("check ready 1", "check notice ok", "check query ok", "check threads []"),
                    lines.filter(line -> line.startsWith("check ")).toList(),
                    () -> "see " + log);
        }
    }

    /** {@code -Dparallel.runs=100} for more of them. */
    @Test
    void testsThatRunConcurrentlyDoNotDisturbEachOther() throws IOException, InterruptedException {
        Path log = run(PARALLEL, PARALLEL, "app.ParallelTests", String.valueOf(RUNS));
        try (Stream<String> lines = Files.lines(log)) {
            assertEquals(
                    List.of("check succeeded " + RUNS * TESTS + " failed 0", "check threads []"),
                    lines.filter(line -> line.startsWith("check ")).toList(),
                    () -> "see " + log);
        }
    }

    /** Compiles and runs a program in a project, and returns what it printed. */
    private static Path run(String name, String sources, String... program) throws IOException, InterruptedException {
        Path folder = projects.folder(name);
        Path classes = Files.createDirectories(folder.resolve("classes"));
        String path =
                projects.classPath(name).stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        Projects.compile(
                classes, List.of("-cp", path), Path.of("src", sources, "java").toAbsolutePath());
        Path log = folder.resolve("application.log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                path + File.pathSeparator + classes));
        command.addAll(List.of(program));
        assertEquals(0, Projects.run(log, 2 + RUNS / 10, command), () -> "see " + log);
        return log;
    }
}
