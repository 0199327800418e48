package com.alibaba.mqtt.server.emulator.brokerj;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Lets Broker-J find the plug-ins that the emulator uses. With the others a start would take it twice as long: it looks at all
 * methods and fields of all kinds of objects, and the ways to log in and to store keys bring a security provider of a thousand
 * classes.
 */
public final class PluginFilter extends ClassLoader {
    /** Figures of the JVM, and passwords in files. */
    private static final List<String> NONE =
            List.of(".ConfiguredObjectAttributeInjector", ".ConfigurationSecretEncrypterFactory");

    private static final List<String> SOME = List.of(".ConfiguredObjectTypeFactory", ".ConfiguredObjectRegistration");
    private static final List<String> UNUSED = List.of(
            // ways to log in, keys, groups
            ".server.security.",
            ".server.model.adapter.",
            // hosts, queues and ports of other kinds; Registration names the used ones
            ".server.virtualhost.",
            ".virtualhostnode.ConfiguredObjectRegistrationImpl",
            ".virtualhostnode.Json",
            ".virtualhostnode.Redirecting",
            ".queue.ConfiguredObjectRegistrationImpl",
            ".queue.LastValue",
            ".queue.Priority",
            ".queue.Sorted",
            ".port.ConfiguredObjectRegistrationImpl",
            ".port.Http");
    private static final String USED = ".FileKeyStoreImplFactory";

    /** @param all finds all of them */
    public PluginFilter(ClassLoader all) {
        super(all);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        boolean plugins = name.startsWith("META-INF/services/");
        if (plugins && NONE.stream().anyMatch(name::endsWith)) {
            return Collections.emptyEnumeration();
        }
        Enumeration<URL> all = super.getResources(name);
        if (!plugins || SOME.stream().noneMatch(name::endsWith)) {
            return all;
        }
        List<URL> filtered = new ArrayList<>();
        for (URL file : Collections.list(all)) {
            filtered.add(new URL(null, "plugins:" + file, new Filtered(file)));
        }
        return Collections.enumeration(filtered);
    }

    private static String used(URL file) throws IOException {
        URLConnection connection = file.openConnection();
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.endsWith(USED) || UNUSED.stream().noneMatch(line::contains))
                    .collect(Collectors.joining("\n"));
        }
    }

    /** A file in which only the names of used plug-ins stand. */
    private static final class Filtered extends URLStreamHandler {
        private final URL file;

        Filtered(URL file) {
            this.file = file;
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public InputStream getInputStream() throws IOException {
                    return new ByteArrayInputStream(used(file).getBytes(StandardCharsets.UTF_8));
                }
            };
        }
    }
}
