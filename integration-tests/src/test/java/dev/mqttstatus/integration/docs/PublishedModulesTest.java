package dev.mqttstatus.integration.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each place that says which modules are published says the same, and each package for applications says since when it is there. */
class PublishedModulesTest {
    private static final Path PROJECT = Path.of("..");
    private static final String DESCRIPTOR = "/src/main/java/module-info.java";

    private static String read(String file) throws IOException {
        return Files.readString(PROJECT.resolve(file));
    }

    private static Set<String> find(String pattern, String in) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(in)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> modules(boolean published) throws IOException {
        Set<String> modules = new TreeSet<>();
        for (String module : find("<module>([\\w-]+)</module>", read("pom.xml"))) {
            if (read(module + "/pom.xml").contains("<maven.deploy.skip>true</maven.deploy.skip>") != published) {
                modules.add(module);
            }
        }
        return modules;
    }

    @Test
    void theTableOfModulesKnowsWhichArePublished() throws IOException {
        Set<String> rows =
                find("^(\\| `[\\w-]+` \\|.*)", read("docs/architecture.md").split("## Packages", 2)[0]);
        Set<String> published = rows.stream()
                .filter(row -> !row.contains("not published"))
                .map(row -> row.split("`", -1)[1])
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(modules(true), published);
    }

    @Test
    void theBomManagesAllPublishedModules() throws IOException {
        Set<String> managed = find(
                "<artifactId>([\\w-]+)</artifactId>\\s*<version>\\$\\{project\\.version}",
                read("server-sdk-bom/pom.xml"));
        managed.add("server-sdk-bom");
        assertEquals(modules(true), managed);
    }

    @Test
    void theUploadLeavesOutWhatIsNotPublished() throws IOException {
        Set<String> left = find("<excludeArtifact>([\\w-]+)</excludeArtifact>", read("pom.xml"));
        assertTrue(left.remove("mqtt-status-parent"));
        assertEquals(modules(false), left);
    }

    /** Packages that are open to applications. */
    private static Set<String> api() throws IOException {
        Set<String> rows =
                find("^\\| (`\\.[\\w.]+`|\\(root\\)) \\| [\\w-]+ \\| applications", read("docs/architecture.md"));
        assertTrue(rows.size() > 10, rows::toString);
        return rows.stream()
                .map(row -> "com.alibaba.mqtt.server" + (row.equals("(root)") ? "" : row.replace("`", "")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theBaselineComparesThePackagesForApplications() throws IOException {
        assertEquals(api(), find("<include>(com\\.alibaba\\.mqtt\\.[\\w.]+)</include>", read("pom.xml")));
    }

    @Test
    void packagesForApplicationsSaySinceWhen() throws IOException {
        Set<String> silent = new TreeSet<>();
        for (String name : api()) {
            String info = "src/main/java/" + name.replace('.', '/') + "/package-info.java";
            try (Stream<Path> modules = Files.list(PROJECT)) {
                if (modules.map(module -> module.resolve(info))
                        .filter(Files::exists)
                        .noneMatch(PublishedModulesTest::saysSince)) {
                    silent.add(name);
                }
            }
        }
        assertEquals(Set.of(), silent);
    }

    /** An automatic module sees no more than others. Where there is a descriptor, the compiler checks it. */
    @Test
    void whatHasNoDescriptorImportsOnlyWhatIsExportedToIt() throws IOException {
        Pattern exports = Pattern.compile("exports ([\\w.]+)(?:\\s+to\\s+([\\w.,\\s]+))?;");
        Map<String, String> exportedTo = new TreeMap<>();
        Set<String> packages = new TreeSet<>();
        Set<String> automatic = modules(true);
        // an application of its own, which runs on the class path
        automatic.remove("sdk-cli");
        for (String module : modules(true)) {
            if (Files.exists(PROJECT.resolve(module + DESCRIPTOR))) {
                automatic.remove(module);
                exports.matcher(read(module + DESCRIPTOR))
                        .results()
                        .forEach(one -> exportedTo.put(one.group(1), String.valueOf(one.group(2))));
                for (Path source : sources(module)) {
                    packages.addAll(find("^package ([\\w.]+);", Files.readString(source)));
                }
            }
        }
        assertTrue(automatic.contains("server-sdk-spring-boot-autoconfigure"), automatic::toString);
        Set<String> hidden = new TreeSet<>();
        for (String module : automatic) {
            Set<String> names = find("<module.name>([\\w.]+)</module.name>", read(module + "/pom.xml"));
            for (Path source : sources(module)) {
                for (String imported : find("^import (?:static )?([a-z0-9.]+)\\.[A-Z]", Files.readString(source))) {
                    String to = exportedTo.getOrDefault(imported, "nobody");
                    boolean seen = to.equals("null") || names.stream().anyMatch(List.of(to.split("[,\\s]+"))::contains);
                    if (packages.contains(imported) && !seen) {
                        hidden.add(module + " imports " + imported);
                    }
                }
            }
        }
        assertEquals(Set.of(), hidden);
    }

    private static List<Path> sources(String module) throws IOException {
        Path folder = PROJECT.resolve(module + "/src/main/java");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static boolean saysSince(Path info) {
        try {
            return Files.readString(info).contains("@since ");
        } catch (IOException e) {
            return false;
        }
    }
}
