package dev.mqttstatus.integration.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Each step of the walks in docs/architecture.md is one that the code takes. */
@AnalyzeClasses(packages = "com.alibaba.mqtt.server", importOptions = ImportOption.DoNotIncludeTests.class)
class WalksTest {
    private static final Pattern WALK = Pattern.compile("```walk\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern STEP = Pattern.compile("(?m)^(\\w+) -> (\\w+)");

    @ArchTest
    static void everyStepIsTaken(JavaClasses all) throws IOException {
        List<MatchResult> steps = WALK.matcher(Files.readString(Path.of("..", "docs", "architecture.md")))
                .results()
                .flatMap(walk -> STEP.matcher(walk.group(1)).results())
                .toList();
        assertFalse(steps.isEmpty());
        List<String> missing = steps.stream()
                .filter(step -> all.stream().noneMatch(from -> uses(from, step.group(1), step.group(2))))
                .map(MatchResult::group)
                .toList();
        assertEquals(List.of(), missing, "steps that no class takes");
    }

    private static boolean uses(JavaClass from, String left, String right) {
        return isIn(from, left)
                && from.getDirectDependenciesFromSelf().stream().anyMatch(to -> isIn(to.getTargetClass(), right));
    }

    /** Returns whether it is the class, or one inside it. */
    private static boolean isIn(JavaClass type, String name) {
        String full = type.getName();
        String simple = full.substring(full.lastIndexOf('.') + 1);
        return simple.equals(name) || simple.startsWith(name + "$");
    }
}
