package dev.mqttstatus.compatibility;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a user gets who declares one of our artifacts is what our tests ran with, in the same versions. */
class ResolvedVersionsIT {
    private static final List<String> PUBLISHED = List.of(
            "server-sdk",
            "sdk-core",
            "sdk-status",
            "sdk-amqp091",
            "sdk-query",
            "sdk-presence",
            "sdk-presence-redis",
            "sdk-emulator");
    private static final String VERSION = System.getProperty("compatibility.version");

    private static Projects projects;

    /** Each alone, with and without the BOM, and some together: then the order in the POM could decide. */
    static Map<String, List<String>> users() {
        Map<String, List<String>> users = new LinkedHashMap<>();
        PUBLISHED.forEach(artifact -> users.put(artifact, List.of(artifact)));
        users.put("server-sdk-then-redis", List.of("server-sdk", "sdk-presence-redis"));
        users.put("redis-then-server-sdk", List.of("sdk-presence-redis", "server-sdk"));
        users.put("emulator-then-all", List.of("sdk-emulator", "sdk-presence-redis", "server-sdk"));
        return users;
    }

    static Stream<String> names() {
        return users().keySet().stream().flatMap(name -> Stream.of(name, name + "-with-bom"));
    }

    @BeforeAll
    static void resolve() throws IOException, InterruptedException {
        Map<String, String> poms = new LinkedHashMap<>();
        users().forEach((name, artifacts) -> {
            poms.put(name, pom(name, artifacts, false));
            poms.put(name + "-with-bom", pom(name + "-with-bom", artifacts, true));
        });
        projects = new Projects(Path.of("target", "users").toAbsolutePath(), poms);
    }

    private static String pom(String name, List<String> artifacts, boolean withBom) {
        String bom = "<dependencyManagement><dependencies>"
                + Pom.dependency("dev.mqttstatus:server-sdk-bom:" + VERSION + ":pom")
                + "</dependencies></dependencyManagement>\n";
        return "<project><modelVersion>4.0.0</modelVersion><groupId>app</groupId><artifactId>" + name
                + "</artifactId><version>1</version><packaging>pom</packaging>\n" + (withBom ? bom : "")
                + "<dependencies>\n"
                + artifacts.stream()
                        .map(artifact -> Pom.dependency("dev.mqttstatus:" + artifact + (withBom ? "" : ":" + VERSION)))
                        .collect(Collectors.joining())
                + "</dependencies></project>\n";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void usersGetTheVersionsOfOurTests(String name) throws IOException {
        Set<String> gets = fileNames(projects.classPath(name));
        gets.removeIf(file -> file.endsWith("-" + VERSION + ".jar"));
        for (String artifact : users().get(name.replace("-with-bom", ""))) {
            Path resolved = Path.of(System.getProperty("compatibility.root"), artifact, "target", "resolved.txt");
            gets.removeAll(fileNames(Projects.split(Files.readString(resolved))));
        }
        assertTrue(gets.isEmpty(), () -> "not what our tests run with: " + gets);
    }

    private static Set<String> fileNames(List<Path> files) {
        return files.stream().map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
    }
}
