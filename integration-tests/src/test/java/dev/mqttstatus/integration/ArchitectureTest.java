package dev.mqttstatus.integration;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The package table of docs/architecture.md. */
@AnalyzeClasses(packages = "com.alibaba.mqtt.server", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "com.alibaba.mqtt.server";

    /** Shown on purpose, by package. */
    private static final Map<String, Set<String>> SHOWN_FOREIGN_TYPES =
            Map.of("presence.redis", Set.of("io.lettuce.core.RedisClient"));

    /** Packages whose public types no application sees. */
    private static final String[] NOT_EXPORTED = {
        ROOT + ".emulator",
        ROOT + ".internal",
        ROOT + ".presence.rule",
        ROOT + ".presence.record",
        ROOT + ".presence.memory",
        ROOT + ".presence.numbers",
        ROOT + ".presence.guard",
        ROOT + ".presence.notify",
        ROOT + ".presence.merge",
        ROOT + ".presence.reconcile",
        ROOT + ".presence.engine"
    };

    /** Which packages of ours each package may import. */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("internal", Set.of()),
            Map.entry("model", Set.of("internal")),
            Map.entry("common", Set.of("internal")),
            Map.entry("auth", Set.of("common", "internal")),
            Map.entry("config", Set.of("auth", "common", "callback", "internal")),
            Map.entry("callback", Set.of("model", "common", "internal")),
            Map.entry("network", Set.of("config", "common", "auth", "model", "internal")),
            Map.entry("", Set.of("model", "common", "config", "callback", "network", "internal")),
            Map.entry("amqp091", Set.of("network", "config", "auth", "common", "internal")),
            Map.entry("amqp10", Set.of("network", "config", "auth", "common", "internal")),
            Map.entry("presence.model", Set.of("model", "internal")),
            Map.entry("presence.store", Set.of("presence.model")),
            Map.entry("presence.rule", Set.of("model", "presence.model", "internal")),
            Map.entry("presence.record", Set.of("model", "presence.model", "presence.store", "presence.rule")),
            Map.entry(
                    "presence.numbers", Set.of("presence.model", "presence.store", "presence.rule", "presence.record")),
            Map.entry(
                    "presence.memory",
                    Set.of("presence.model", "presence.store", "presence.record", "presence.numbers", "internal")),
            Map.entry(
                    "presence.guard",
                    Set.of("common", "presence.model", "presence.store", "presence.record", "internal")),
            Map.entry(
                    "presence.notify",
                    Set.of(
                            "presence.model",
                            "presence.store",
                            "presence.rule",
                            "presence.record",
                            "presence.numbers",
                            "presence.guard",
                            "internal")),
            Map.entry(
                    "presence.merge",
                    Set.of(
                            "model",
                            "presence.model",
                            "presence.store",
                            "presence.rule",
                            "presence.record",
                            "presence.numbers",
                            "presence.guard",
                            "presence.notify")),
            Map.entry(
                    "presence.reconcile",
                    Set.of(
                            "common",
                            "presence.model",
                            "presence.store",
                            "presence.rule",
                            "presence.record",
                            "presence.numbers",
                            "presence.guard",
                            "presence.merge",
                            "internal")),
            Map.entry(
                    "presence.engine",
                    Set.of(
                            "model",
                            "callback",
                            "presence.model",
                            "presence.store",
                            "presence.rule",
                            "presence.record",
                            "presence.numbers",
                            "presence.guard",
                            "presence.notify",
                            "presence.merge",
                            "presence.reconcile",
                            "internal")),
            Map.entry(
                    "presence",
                    Set.of(
                            "model",
                            "callback",
                            "common",
                            "presence.model",
                            "presence.store",
                            "presence.record",
                            "presence.numbers",
                            "presence.memory",
                            "presence.guard",
                            "presence.notify",
                            "presence.reconcile",
                            "presence.engine",
                            "internal")),
            Map.entry("presence.redis", Set.of("presence", "presence.model", "presence.store", "common", "internal")),
            Map.entry("query", Set.of("auth", "common", "internal")),
            Map.entry("emulator", Set.of()));

    @ArchTest
    static final ArchRule packagesImportOnlyWhatTheTableAllows = classes()
            .that()
            .resideInAPackage(ROOT + "..")
            .should(new ArchCondition<>("import only what the package table allows") {
                @Override
                public void check(JavaClass from, ConditionEvents events) {
                    String own = shortName(from);
                    Set<String> allowed = MAY_IMPORT.get(own);
                    if (allowed == null) {
                        events.add(SimpleConditionEvent.violated(from, from + " is in a package without a row"));
                        return;
                    }
                    Set<String> imported = new TreeSet<>();
                    from.getDirectDependenciesFromSelf().stream()
                            .map(dependency -> dependency.getTargetClass())
                            .filter(to -> to.getPackageName().startsWith(ROOT))
                            .map(ArchitectureTest::shortName)
                            .filter(to -> !to.equals(own) && !allowed.contains(to))
                            .forEach(imported::add);
                    if (!imported.isEmpty()) {
                        events.add(SimpleConditionEvent.violated(from, from + " imports " + imported));
                    }
                }
            });

    @ArchTest
    static final ArchRule noCycles = slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule jmsOnlyInTheAmqp10Wire =
            onlyIn(Set.of("amqp10"), "jakarta.jms..", "org.apache.qpid.jms..", "org.apache.qpid.proton..");

    @ArchTest
    static final ArchRule okHttpOnlyInQueries =
            onlyIn(Set.of("query"), "okhttp3..", "okio..", "dev.mqttstatus.query..");

    @ArchTest
    static final ArchRule redisOnlyInItsStore = onlyIn(Set.of("presence.redis"), "io.lettuce..");

    @ArchTest
    static final ArchRule jsonOnlyInParsers =
            onlyIn(Set.of("model", "auth", "presence", "presence.model", "emulator"), "com.alibaba.fastjson2..");

    @ArchTest
    static final ArchRule metersOnlyWhereTheyAreOffered =
            onlyIn(Set.of("", "presence", "presence.numbers"), "io.micrometer..", "org.HdrHistogram..");

    @ArchTest
    static final ArchRule brokersOnlyInTheEmulator =
            onlyIn(Set.of("emulator"), "org.apache.qpid.server..", "org.apache.activemq..");

    /** The emulator runs where its developer knows. */
    @ArchTest
    static final ArchRule nothingDependsOnLocaleOrCharsetOfTheJvm = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".emulator")
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

    @ArchTest
    static final ArchRule noForeignTypeInAPublicSignature = classes()
            .that()
            .arePublic()
            .and()
            .resideOutsideOfPackages(NOT_EXPORTED)
            .and()
            // the border to a library that the user brings
            .haveSimpleNameNotEndingWith("Metrics")
            .should(new ArchCondition<>("show only types of ours and of Java") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    type.getMembers().stream()
                            .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC)
                                    || member.getModifiers().contains(JavaModifier.PROTECTED))
                            .flatMap(ArchitectureTest::shownTypes)
                            .filter(shown -> !shown.getPackageName().startsWith(ROOT)
                                    && !shown.getPackageName().startsWith("java.")
                                    && !shown.getPackageName().startsWith("javax.net.")
                                    && !shown.isPrimitive()
                                    && !SHOWN_FOREIGN_TYPES
                                            .getOrDefault(shortName(type), Set.of())
                                            .contains(shown.getName()))
                            .forEach(shown -> events.add(
                                    SimpleConditionEvent.violated(type, type + " shows " + shown.getName())));
                }
            });

    private static Stream<JavaClass> shownTypes(JavaMember member) {
        return member.getAllInvolvedRawTypes().stream().map(JavaClass::getBaseComponentType);
    }

    private static ArchRule onlyIn(Set<String> packages, String... libraries) {
        return noClasses()
                .that(DescribedPredicate.describe(
                        "are outside of " + packages, type -> !packages.contains(shortName(type))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries);
    }

    /** The package without our root; the empty text for the root itself. */
    private static String shortName(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
    }
}
