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
 * Lets Broker-J find the plug-ins that the emulator uses. The others, with which it would begin half of its start, are ways
 * to log in and to store keys; they bring a security provider of a thousand classes.
 */
public final class PluginFilter extends ClassLoader {
    private static final List<String> FILES = List.of(".ConfiguredObjectTypeFactory", ".ConfiguredObjectRegistration");
    private static final String UNUSED = ".server.security.";
    private static final String KEYS = ".server.security.FileKeyStoreImplFactory";

    /** @param all finds all of them */
    public PluginFilter(ClassLoader all) {
        super(all);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        Enumeration<URL> all = super.getResources(name);
        if (!name.startsWith("META-INF/services/") || FILES.stream().noneMatch(name::endsWith)) {
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
                    .filter(line -> !line.contains(UNUSED) || line.endsWith(KEYS))
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
