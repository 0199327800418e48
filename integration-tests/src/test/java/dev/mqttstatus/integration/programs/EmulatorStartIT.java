package dev.mqttstatus.integration.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.emulator.Emulator;
import dev.mqttstatus.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a start of the emulator reads and makes, which is most of its time. Counted, because a clock says little here. */
@Timeout(60)
class EmulatorStartIT {
    /** A JVM that starts one. */
    public static final class Start {
        private Start() {}

        /** Starts it and ends. */
        public static void main(String[] args) throws Exception {
            Emulator.builder().start().close();
        }
    }

    @TempDir
    Path folder;

    @Test
    void readsAndMakesFewClasses() throws Exception {
        Path log = folder.resolve("classes");
        try (Program jvm =
                Program.of(List.of("-Xlog:class+load:file=" + log, "-XX:TieredStopAtLevel=1"), Start.class, Map.of())) {
            assertEquals(0, jvm.awaitExit(), jvm.errors());
        }
        List<String> classes = Files.readAllLines(log);
        assertAtMost(1_800, classes, " source: file:.*sdk-emulator");
        // of each annotation and interface that is looked at
        assertAtMost(20, classes, "\\.\\$Proxy\\d");
        // what they would bring is hidden from the brokers, or set to be off
        assertAtMost(
                0, classes, "BrokerAttributeInjector|\\.security\\.auth\\.manager\\.oauth2|caffeine\\.cache\\.SSS");
        assertAtMost(
                0, classes, "commons\\.beanutils\\.converters\\.|com\\.sun\\.jmx\\.mbeanserver\\.StandardMBeanSupport");
    }

    private static void assertAtMost(int max, List<String> classes, String named) {
        List<String> found =
                classes.stream().filter(Pattern.compile(named).asPredicate()).toList();
        assertTrue(found.size() <= max, () -> found.size() + " of " + named + ": " + found);
    }
}
