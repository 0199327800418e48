package dev.mqttstatus.integration.docs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds the code against the package table of docs/architecture.md, in both directions. */
@AnalyzeClasses(packages = "com.alibaba.mqtt.server", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "com.alibaba.mqtt.server";

    /** What any package may use without a word in the table. */
    private static final List<String> EVERYWHERE = List.of("java", "javax", "org.slf4j", "org.jspecify");

    /** Where the jar of sdk-query keeps OkHttp, and that of sdk-emulator its brokers. */
    private static final Pattern RELOCATED = Pattern.compile("^dev\\.mqttstatus\\.(query|emulator)\\.");

    private static final Map<String, Row> TABLE = table();

    /**
     * A package in the table.
     *
     * @param openTo applications, our modules, or its module
     * @param shows the types of it that are named
     * @param imports packages of ours that it may import
     * @param libraries foreign packages that it may use
     * @param shown foreign types that may stand in its public signatures
     */
    private record Row(
            String openTo, Set<String> shows, Set<String> imports, Set<String> libraries, Set<String> shown) {}

    @ArchTest
    static void everyPackageHasARowAndEveryRowAPackage(JavaClasses all) {
        Set<String> packages =
                all.stream().map(ArchitectureTest::shortName).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(lines(packages), lines(TABLE.keySet()), "packages, and rows of the table");
    }

    @ArchTest
    static void theTypesThatARowNamesAreInItsPackage(JavaClasses all) {
        Set<String> types = all.stream().map(JavaClass::getName).collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>();
        TABLE.forEach((name, row) -> row.shows().stream()
                .map(type -> longName(name) + "." + type)
                .filter(type -> !types.contains(type))
                .forEach(missing::add));
        assertEquals("", lines(missing), "types that the table names and nobody finds");
    }

    /** A package is exported to whom the table says. */
    @ArchTest
    static void modulesExportWhatTheTableSays(JavaClasses all) throws IOException {
        Map<String, String> exported = new TreeMap<>();
        for (URL url : Collections.list(ArchitectureTest.class.getClassLoader().getResources("module-info.class"))) {
            try (InputStream in = url.openStream()) {
                ModuleDescriptor module = ModuleDescriptor.read(in);
                if (module.name().startsWith("dev.mqttstatus.")) {
                    module.exports()
                            .forEach(door ->
                                    exported.put(door.source(), door.isQualified() ? "our modules" : "applications"));
                }
            }
        }
        Map<String, String> declared = new TreeMap<>();
        TABLE.forEach((name, row) -> {
            // jars without a module descriptor
            if (!name.startsWith("emulator")
                    && !name.startsWith("spring")
                    && !row.openTo().equals("its module")) {
                declared.put(longName(name), row.openTo());
            }
        });
        assertEquals(lines(declared.entrySet()), lines(exported.entrySet()), "rows of the table, and exports");
    }

    @ArchTest
    static final ArchRule packagesImportOnlyWhatTheirRowsAllow = classes()
            .should(condition(
                    "import only what the package table allows",
                    (from, row) -> targets(from)
                            .filter(to -> to.getPackageName().startsWith(ROOT))
                            .map(ArchitectureTest::shortName)
                            .filter(to -> !to.equals(shortName(from))
                                    && !row.imports().contains(to))
                            .map(to -> "." + to)));

    @ArchTest
    static final ArchRule librariesStayBehindTheirBorders = classes()
            .should(condition(
                    "use only the libraries that the package table allows",
                    (from, row) -> targets(from)
                            .map(ArchitectureTest::foreignPackage)
                            .filter(to -> !to.isEmpty() && !isBelow(to, EVERYWHERE) && !isBelow(to, row.libraries()))));

    @ArchTest
    static void librariesThatARowNamesAreUsedThere(JavaClasses all) {
        Set<String> unused = new TreeSet<>();
        TABLE.forEach((name, row) -> row.libraries().forEach(library -> unused.add(name + " " + library)));
        all.forEach(from -> {
            Row row = TABLE.get(shortName(from));
            if (row != null) {
                targets(from)
                        .map(ArchitectureTest::foreignPackage)
                        .distinct()
                        .forEach(to -> row.libraries().stream()
                                .filter(library -> isBelow(to, List.of(library)))
                                .forEach(library -> unused.remove(shortName(from) + " " + library)));
            }
        });
        assertEquals("", lines(unused), "libraries that a row names and nobody uses there");
    }

    @ArchTest
    static final ArchRule noForeignTypeInAPublicSignature = classes()
            .that(DescribedPredicate.describe("can be seen from outside", ArchitectureTest::isPublic))
            .should(condition(
                    "show only types of ours, of Java, and those named in the package table",
                    (type, row) ->
                            // what only our own modules see may show the libraries that it wraps
                            !row.openTo().equals("applications")
                                    ? Stream.of()
                                    : type.getMembers().stream()
                                            .filter(member -> member.getModifiers()
                                                            .contains(JavaModifier.PUBLIC)
                                                    || member.getModifiers().contains(JavaModifier.PROTECTED))
                                            .flatMap(ArchitectureTest::shownTypes)
                                            .filter(shown -> !shown.isPrimitive()
                                                    && !isBelow(
                                                            shown.getPackageName(), List.of(ROOT, "java", "javax.net"))
                                                    && !row.shown().contains(shown.getName()))
                                            .map(JavaClass::getName)));

    @ArchTest
    static final ArchRule noCycles = slices().assignedFrom(new SliceAssignment() {
                @Override
                public SliceIdentifier getIdentifierOf(JavaClass type) {
                    return SliceIdentifier.of(type.getPackageName());
                }

                @Override
                public String getDescription() {
                    return "packages";
                }
            })
            .should()
            .beFreeOfCycles();

    /** The emulator runs where its developer knows. */
    @ArchTest
    static final ArchRule nothingDependsOnLocaleOrCharsetOfTheJvm = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".emulator..")
            .should()
            .callMethod(String.class, "toLowerCase")
            .orShould()
            .callMethod(String.class, "toUpperCase")
            .orShould()
            .callMethod(String.class, "getBytes")
            .orShould()
            .callMethod(String.class, "format", String.class, Object[].class)
            .orShould()
            .callMethod(String.class, "formatted", Object[].class)
            .orShould()
            .callConstructor(String.class, byte[].class)
            .orShould()
            .callConstructor(String.class, byte[].class, int.class, int.class)
            .orShould()
            .callMethod(DateTimeFormatter.class, "ofPattern", String.class);

    /** A condition that names what it found, per class. A class without a row is the business of another test. */
    private static ArchCondition<JavaClass> condition(
            String description, BiFunction<JavaClass, Row, Stream<String>> violations) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass from, ConditionEvents events) {
                Row row = TABLE.get(shortName(from));
                if (row != null) {
                    Set<String> found = violations.apply(from, row).collect(Collectors.toCollection(TreeSet::new));
                    if (!found.isEmpty()) {
                        events.add(SimpleConditionEvent.violated(from, from + ": " + found));
                    }
                }
            }
        };
    }

    private static Stream<JavaClass> targets(JavaClass from) {
        return from.getDirectDependenciesFromSelf().stream()
                .map(dependency -> dependency.getTargetClass().getBaseComponentType());
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(ArchitectureTest::isPublic).orElse(true);
    }

    private static Stream<JavaClass> shownTypes(JavaMember member) {
        return member.getAllInvolvedRawTypes().stream().map(JavaClass::getBaseComponentType);
    }

    /** The package of a type that is not ours; the empty text for types of ours and primitives. */
    private static String foreignPackage(JavaClass type) {
        String name = type.getPackageName();
        return isBelow(name, List.of(ROOT)) ? "" : RELOCATED.matcher(name).replaceFirst("");
    }

    private static boolean isBelow(String name, Collection<String> packages) {
        return packages.stream().anyMatch(prefix -> name.equals(prefix) || name.startsWith(prefix + "."));
    }

    /** The package without our root; the empty text for the root itself. */
    private static String shortName(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
    }

    private static String longName(String shortName) {
        return shortName.isEmpty() ? ROOT : ROOT + "." + shortName;
    }

    private static String lines(Collection<?> all) {
        return all.stream().map(Object::toString).collect(Collectors.joining("\n"));
    }

    private static Map<String, Row> table() {
        String page;
        try {
            page = Files.readString(Path.of("..", "docs", "architecture.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, Row> rows = new TreeMap<>();
        String section = page.substring(page.indexOf("\n## Packages\n"), page.indexOf("\n## Words\n"));
        section.lines()
                .filter(line -> line.startsWith("| `.") || line.startsWith("| (root)"))
                .forEach(line -> {
                    String[] cells = line.split("\\|", -1);
                    assertEquals(8, cells.length, line);
                    Set<String> only = spans(cells[6]);
                    Row row = new Row(
                            cells[3].strip(),
                            spans(cells[4]),
                            spans(cells[5]).stream()
                                    .map(name -> name.substring(1))
                                    .collect(Collectors.toSet()),
                            only.stream().filter(name -> !isType(name)).collect(Collectors.toSet()),
                            only.stream().filter(ArchitectureTest::isType).collect(Collectors.toSet()));
                    String name = line.startsWith("| (root)")
                            ? ""
                            : spans(cells[1]).iterator().next().substring(1);
                    assertEquals(null, rows.put(name, row), "two rows for ." + name);
                });
        return rows;
    }

    /** Returns whether a qualified name is that of a type and not of a package. */
    private static boolean isType(String name) {
        try {
            Class.forName(name, false, ArchitectureTest.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** What stands between backquotes. */
    private static Set<String> spans(String cell) {
        return Pattern.compile("`([^`]+)`")
                .matcher(cell)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
