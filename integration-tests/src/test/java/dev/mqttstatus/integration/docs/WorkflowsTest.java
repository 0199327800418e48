package dev.mqttstatus.integration.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What GitHub is to read can be read, and what it is to run is there. */
class WorkflowsTest {
    private static final Path PROJECT = Path.of("..");
    /** Of the machine, and not of this repository. */
    private static final Set<String> ELSEWHERE = Set.of("sudo", "grep");

    private static final Pattern PROFILES = Pattern.compile("-P([\\w,-]+)");
    private static final Pattern MODULES = Pattern.compile("-pl ([\\w,-]+)");

    private static List<Path> files(String folder) throws IOException {
        try (Stream<Path> all = Files.walk(PROJECT.resolve(folder))) {
            return all.filter(file -> file.toString().endsWith(".yml")).sorted().toList();
        }
    }

    private static Map<?, ?> read(Path file) throws IOException {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return (Map<?, ?>) new Yaml(new SafeConstructor(options)).load(Files.readString(file));
    }

    private static List<String> commands() throws IOException {
        List<String> commands = new ArrayList<>();
        for (Path file : files(".github/workflows")) {
            for (Object job : ((Map<?, ?>) read(file).get("jobs")).values()) {
                for (Object step : (List<?>) ((Map<?, ?>) job).get("steps")) {
                    Object run = ((Map<?, ?>) step).get("run");
                    if (run != null) {
                        run.toString().lines().forEach(commands::add);
                    }
                }
            }
        }
        return commands;
    }

    private static Set<String> named(Pattern option) throws IOException {
        Set<String> names = new TreeSet<>();
        for (String command : commands()) {
            Matcher matcher = option.matcher(command);
            while (matcher.find()) {
                names.addAll(List.of(matcher.group(1).split(",", -1)));
            }
        }
        assertFalse(names.isEmpty());
        return names;
    }

    @Test
    void everyFileCanBeRead() throws IOException {
        List<Path> files = files(".github");
        assertTrue(files.size() >= 5, files::toString);
        for (Path file : files) {
            assertFalse(read(file).isEmpty(), file::toString);
        }
    }

    @Test
    void everyCommandIsThere() throws IOException {
        List<String> commands = commands();
        assertFalse(commands.isEmpty());
        for (String command : commands) {
            String program = command.split(" ", 2)[0];
            assertTrue(ELSEWHERE.contains(program) || Files.isExecutable(PROJECT.resolve(program)), command);
        }
    }

    @Test
    void everyProfileAndModuleIsThere() throws IOException {
        String poms = Files.readString(PROJECT.resolve("pom.xml"))
                + Files.readString(PROJECT.resolve("integration-tests/pom.xml"));
        Set<String> missing = new TreeSet<>();
        for (String profile : named(PROFILES)) {
            if (!poms.contains("<id>" + profile + "</id>")) {
                missing.add("-P" + profile);
            }
        }
        for (String module : named(MODULES)) {
            if (!Files.exists(PROJECT.resolve(module).resolve("pom.xml"))) {
                missing.add("-pl " + module);
            }
        }
        assertEquals(Set.of(), missing);
    }
}
