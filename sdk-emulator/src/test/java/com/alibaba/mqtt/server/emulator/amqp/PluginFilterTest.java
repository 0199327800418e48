package com.alibaba.mqtt.server.emulator.amqp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.emulator.brokerj.PluginFilter;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginFilterTest {
    private static final String FACTORIES = "META-INF/services/org.x.plugin.ConfiguredObjectTypeFactory";

    @TempDir
    Path folder;

    @Test
    void otherKindsOfObjectsAreLeftOut() throws Exception {
        write(FACTORIES, """
                org.x.server.queue.QueueFactory
                org.x.server.security.auth.LdapFactory
                org.x.server.security.FileKeyStoreImplFactory
                org.x.server.security.NonJavaKeyStoreFactory
                org.x.server.model.port.HttpPortImplFactory
                """);
        assertEquals(
                List.of("org.x.server.queue.QueueFactory\norg.x.server.security.FileKeyStoreImplFactory"),
                read(FACTORIES));
    }

    @Test
    void figuresOfTheJvmAreLeftOut() throws Exception {
        String name = "META-INF/services/org.x.plugin.ConfiguredObjectAttributeInjector";
        write(name, "org.x.server.model.BrokerAttributeInjector");
        assertEquals(List.of(), read(name));
    }

    @Test
    void theFilesOfAllJarsAreThere() throws Exception {
        write(FACTORIES, "org.x.server.queue.QueueFactory");
        Path other = Files.createDirectories(folder.resolve("other"));
        try (URLClassLoader more = new URLClassLoader(new URL[] {url(folder), url(other)}, null)) {
            write(other, FACTORIES, "org.x.server.security.LdapFactory");
            assertEquals(
                    2,
                    Collections.list(new PluginFilter(more).getResources(FACTORIES))
                            .size());
        }
    }

    @Test
    void allElseIsAsItIs() throws Exception {
        String text = "org.x.server.security.Something\n";
        for (String name : List.of(
                "META-INF/services/org.x.Other",
                "x.ConfiguredObjectTypeFactory",
                "x.ConfiguredObjectAttributeInjector")) {
            write(name, text);
            assertEquals(List.of(text), read(name));
        }
        assertEquals(List.of(), read("META-INF/services/none.ConfiguredObjectRegistration"));
    }

    @Test
    void theBrokerItselfIsFiltered() throws Exception {
        String name = "META-INF/services/org.apache.qpid.server.plugin.ConfiguredObjectTypeFactory";
        StringBuilder all = new StringBuilder();
        for (URL file : Collections.list(new PluginFilter(AmqpBroker.class.getClassLoader()).getResources(name))) {
            all.append(text(file)).append('\n');
        }
        assertTrue(all.indexOf(BrokerPlugins.BackendQueueFactory.class.getName()) >= 0, all::toString);
        assertTrue(all.indexOf(".server.security.auth.") < 0, all::toString);
    }

    private List<String> read(String name) throws IOException {
        try (URLClassLoader all = new URLClassLoader(new URL[] {url(folder)}, null)) {
            List<URL> files = Collections.list(new PluginFilter(all).getResources(name));
            return files.isEmpty() ? List.of() : List.of(text(files.get(0)));
        }
    }

    private void write(String name, String text) throws IOException {
        write(folder, name, text);
    }

    private static void write(Path to, String name, String text) throws IOException {
        Path file = to.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static URL url(Path of) throws IOException {
        return of.toUri().toURL();
    }

    private static String text(URL file) throws IOException {
        try (InputStream in = file.openStream()) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
