package dev.mqttstatus.integration.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ErrorCode;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the README and the pages for users show is what the build compiles and runs. */
class ReadmeTest {
    private static final Path PROJECT = Path.of("..");

    private static List<String> blocks(String page, String language) throws IOException {
        return Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PROJECT.resolve(page)))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    private static String withoutSpace(String code) {
        return code.replaceAll("\\s+", "");
    }

    @Test
    void javaCodeStandsInTheExamples() throws IOException {
        StringBuilder examples = new StringBuilder();
        for (String sources : List.of(
                "examples/src/main/java", "examples/spring-boot-demo/src", "sdk-emulator-junit5/src/test/java")) {
            try (Stream<Path> files = Files.walk(PROJECT.resolve(sources))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    examples.append(withoutSpace(Files.readString(file)));
                }
            }
        }
        for (String page :
                List.of("README.md", "docs/presence.md", "docs/queries.md", "docs/emulator.md", "docs/spring.md")) {
            List<String> shown = blocks(page, "java");
            assertFalse(shown.isEmpty());
            for (String code : shown) {
                assertTrue(examples.indexOf(withoutSpace(code)) >= 0, "not in examples: " + code);
            }
        }
    }

    @Test
    void eachCodeOfAnErrorSaysWhatToDo() throws IOException, IllegalAccessException {
        String page = Files.readString(PROJECT.resolve("docs/troubleshooting.md"));
        for (Field code : ErrorCode.class.getFields()) {
            assertTrue(page.contains("\n| `" + code.get(null) + "` | "), code.getName());
        }
    }

    /** A link to a page of ours leads to one. */
    @Test
    void linksBetweenPagesLeadSomewhere() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(PROJECT.resolve("README.md"), PROJECT.resolve("CONTRIBUTING.md")));
        try (Stream<Path> docs = Files.list(PROJECT.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
        }
        for (Path page : pages) {
            Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)")
                    .matcher(Files.readString(page).replaceAll("(?s)```.*?```", ""))
                    .results()
                    .map(link -> page.resolveSibling(link.group(1)))
                    .forEach(to -> assertTrue(Files.exists(to), page + " links to " + to));
        }
    }

    @Test
    void theTestCommandIsWhatContinuousIntegrationRuns() throws IOException {
        assertTrue(blocks("README.md", "bash").contains("mvn verify\n"));
        assertEquals(
                1,
                Files.readAllLines(PROJECT.resolve(".ci/run")).stream()
                        .filter(line -> line.matches("mvn( -B| -ntp)* verify"))
                        .count());
    }
}
