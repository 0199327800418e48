package dev.mqttstatus.compatibility;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a user gets who declares one of our artifacts is what our tests ran with, in the same versions. */
class ResolvedVersionsIT {
    private static final String VERSION = System.getProperty("compatibility.version");
    private static final Path ROOT = Path.of(System.getProperty("compatibility.root"));
    private static final Path REPOSITORY = Path.of(System.getProperty("compatibility.repository"));
    private static final Pattern OURS = Pattern.compile(
            "<groupId>dev\\.mqttstatus</groupId>\\s*<artifactId>([\\w-]+)</artifactId>\\s*<version>\\$\\{project\\.version}");

    private static List<String> published;
    private static Projects projects;

    /** All that the BOM names as ours. */
    private static List<String> published() {
        if (published == null) {
            try {
                published = OURS.matcher(Files.readString(ROOT.resolve("server-sdk-bom/pom.xml")))
                        .results()
                        .map(match -> match.group(1))
                        .toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return published;
    }

    /** Each alone, with and without the BOM, and some together: then the order in the POM could decide. */
    static Map<String, List<String>> users() {
        Map<String, List<String>> users = new LinkedHashMap<>();
        published().forEach(artifact -> users.put(artifact, List.of(artifact)));
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
        String dependencies = artifacts.stream()
                .map(artifact -> artifact.contains(":") ? artifact : "dev.mqttstatus:" + artifact)
                .map(artifact -> Pom.dependency(artifact + (withBom ? "" : ":" + VERSION)))
                .collect(Collectors.joining());
        return "<project><modelVersion>4.0.0</modelVersion><groupId>app</groupId><artifactId>" + name
                + "</artifactId><version>1</version><packaging>pom</packaging>\n" + (withBom ? bom : "")
                + "<dependencies>\n" + dependencies + "</dependencies></project>\n";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void usersGetTheVersionsOfOurTests(String name) throws IOException {
        Set<String> gets = othersOnly(fileNames(projects.classPath(name)));
        gets.removeAll(ofOurTests(users().get(name.replace("-with-bom", ""))));
        assertTrue(gets.isEmpty(), () -> "not what our tests run with: " + gets);
    }

    /** Who declares what our libraries bring, and leaves the versions to the BOM, gets those too: it knows all of them. */
    @Test
    void theBomManagesAllThatOurLibrariesBring() throws IOException, InterruptedException {
        // a program, and nobody's neighbour: what it brings is for none but itself
        List<String> libraries =
                published().stream().filter(name -> !name.equals("sdk-cli")).toList();
        Set<String> brought = new TreeSet<>();
        for (String name : libraries) {
            for (Path file : projects.classPath(name)) {
                Path artifact = REPOSITORY.relativize(file).getParent().getParent();
                String group = artifact.getParent().toString().replace(File.separatorChar, '.');
                // native parts of Netty are files beside its jars, under the same names
                if (!group.equals("dev.mqttstatus") && !file.toString().matches(".*-(linux|osx)-x86_64\\.jar")) {
                    brought.add(group + ":" + artifact.getFileName());
                }
            }
        }
        assertFalse(brought.isEmpty());
        Projects byBom = new Projects(
                Path.of("target", "by-bom").toAbsolutePath(),
                Map.of("by-bom", pom("by-bom", List.copyOf(brought), true)));
        Set<String> gets = fileNames(byBom.classPath("by-bom"));
        gets.removeAll(ofOurTests(libraries));
        assertTrue(gets.isEmpty(), () -> "not what our tests run with: " + gets);
    }

    private static Set<String> othersOnly(Set<String> files) {
        files.removeIf(file -> file.endsWith("-" + VERSION + ".jar"));
        return files;
    }

    private static Set<String> ofOurTests(List<String> artifacts) throws IOException {
        Set<String> ran = new TreeSet<>();
        for (String artifact : artifacts) {
            ran.addAll(fileNames(
                    Projects.split(Files.readString(ROOT.resolve(artifact).resolve("target/resolved.txt")))));
        }
        return ran;
    }

    private static Set<String> fileNames(List<Path> files) {
        return files.stream().map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
    }
}
