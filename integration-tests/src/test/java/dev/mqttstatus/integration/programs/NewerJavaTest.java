package dev.mqttstatus.integration.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The jars that have libraries inside, under other names, have what these libraries bring for newer versions of Java under
 * these names too; under its own name it would be nobody's, or replace a class of the user's library.
 */
class NewerJavaTest {
    private static final Pattern NEWER = Pattern.compile("META-INF/versions/\\d+/(.*(?<!module-info)\\.class)");

    private static JarFile jar(Class<?> ofIt) throws Exception {
        return new JarFile(
                Path.of(ofIt.getProtectionDomain().getCodeSource().getLocation().toURI())
                        .toFile());
    }

    private static List<String> newer(Set<String> names) {
        return names.stream()
                .map(NEWER::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .toList();
    }

    private static Set<String> names(JarFile jar) {
        return jar.stream().map(JarEntry::getName).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(classes = {Emulator.class, StatusQueryClient.class})
    void eachReplacesAClassOfTheSameJar(Class<?> ofIt) throws Exception {
        try (JarFile jar = jar(ofIt)) {
            Set<String> names = names(jar);
            assertEquals(
                    List.of(),
                    newer(names).stream().filter(name -> !names.contains(name)).toList());
        }
    }

    /** Without them the brokers do not start on Java 24 and newer. */
    @Test
    void thoseOfTheBrokersAreThere() throws Exception {
        try (JarFile jar = jar(Emulator.class)) {
            assertFalse(newer(names(jar)).isEmpty());
            assertTrue(jar.isMultiRelease());
        }
    }
}
