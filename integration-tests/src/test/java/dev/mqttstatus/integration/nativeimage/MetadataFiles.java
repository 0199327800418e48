package dev.mqttstatus.integration.nativeimage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The files below {@code META-INF/native-image} in the jars of the SDK and of what it brings. */
final class MetadataFiles {
    private static final String FOLDER = "META-INF/native-image/";
    /** Not those of other libraries that are here, as a user need not have them. */
    private static final List<String> OWNERS = List.of(
            "dev.mqttstatus/",
            "com.alibaba.fastjson2/",
            "com.rabbitmq/",
            "io.lettuce/",
            "io.netty/",
            "io.projectreactor/");

    private MetadataFiles() {}

    /** Returns their texts by jar and name. */
    static Map<String, String> onTheClassPath() {
        Map<String, String> files = new TreeMap<>();
        for (String each : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            try {
                Path path = Path.of(each);
                if (Files.isRegularFile(path)) {
                    ofJar(path, files);
                } else if (Files.isDirectory(path.resolve(FOLDER))) {
                    ofFolder(path.resolve(FOLDER), files);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }

    private static void ofJar(Path path, Map<String, String> files) throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            for (JarEntry entry : jar.stream().toList()) {
                if (isOurs(entry.getName()) && !entry.isDirectory()) {
                    String text = new String(jar.getInputStream(entry).readAllBytes(), UTF_8);
                    files.put(path.getFileName() + "!" + entry.getName(), text);
                }
            }
        }
    }

    private static void ofFolder(Path folder, Map<String, String> files) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = FOLDER + folder.relativize(file).toString().replace('\\', '/');
                if (isOurs(name)) {
                    files.put(file + "!" + name, Files.readString(file));
                }
            }
        }
    }

    private static boolean isOurs(String name) {
        return OWNERS.stream().anyMatch(owner -> name.startsWith(FOLDER + owner));
    }
}
