package dev.mqttstatus.integration.docs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Set;

/**
 * A jump of this machine's clock delays, drops and repeats nothing: who receives, settles, pauses and recovers measures
 * with {@code System.nanoTime()}. The wall clock is only asked for what others shall read.
 */
@AnalyzeClasses(packages = "com.alibaba.mqtt.server", importOptions = ImportOption.DoNotIncludeTests.class)
class WallClockTest {
    private static final Set<String> ASK_FOR_OTHERS = Set.of(
            // the time stamp that a login signs
            "Amqp10WireProvider",
            "Amqp091WireProvider",
            // given to the application: when a notice was received, since when a state lasts, when the last delivery
            // came
            "StatusNotice",
            "Standing",
            "Gate",
            "Counters");

    private static final Set<String> RECEIVING_AND_SENDING = Set.of(
            "",
            ".delivery",
            ".sending",
            ".connection",
            ".lanes",
            ".threads",
            ".amqp10",
            ".amqp091",
            ".network",
            ".config",
            ".model");

    @ArchTest
    static final ArchRule onlyForOthers = noClasses()
            .that(DescribedPredicate.describe("receive and send", WallClockTest::mustNotAsk))
            .should()
            .accessTargetWhere(DescribedPredicate.describe("is the wall clock", WallClockTest::isWallClock));

    private static boolean mustNotAsk(JavaClass type) {
        String place = type.getPackageName().substring("com.alibaba.mqtt.server".length());
        return RECEIVING_AND_SENDING.contains(place)
                && !ASK_FOR_OTHERS.contains(outermost(type).getSimpleName());
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(WallClockTest::outermost).orElse(type);
    }

    private static boolean isWallClock(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String name = access.getTarget().getName();
        return (owner.isEquivalentTo(System.class) && name.equals("currentTimeMillis"))
                || (owner.isEquivalentTo(Instant.class) && name.equals("now"))
                || (owner.isEquivalentTo(Clock.class) && name.startsWith("system"))
                || (owner.isEquivalentTo(Date.class) && name.equals("<init>"));
    }
}
