package dev.mqttstatus.conformance;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * One of the two SDKs with all that it needs, as the build has laid it down. Each compiles the same driver sources, which
 * shows that they are compatible in source.
 */
enum Library {
    /** The official SDK and its own dependencies, unmodified. */
    OFFICIAL,
    /** What one dependency on {@code server-sdk} brings. */
    OURS;

    private static final Path TARGET = Path.of(System.getProperty("conformance.target"));
    private static final Path SOURCES = Path.of(System.getProperty("conformance.drivers"));

    private static final Map<Library, Path> DRIVERS = new ConcurrentHashMap<>();

    /** The jars, without any driver. */
    String jars() {
        return list(TARGET.resolve(name().toLowerCase(Locale.ROOT)), ".jar").stream()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The drivers, compiled against this library when first asked for. */
    Path drivers() {
        return DRIVERS.computeIfAbsent(this, Library::compile);
    }

    private Path compile() {
        StringWriter messages = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            Path classes = Files.createDirectories(TARGET.resolve("drivers-" + name().toLowerCase(Locale.ROOT)));
            List<String> options = List.of(
                    "--release",
                    "17",
                    "-proc:none",
                    "-Xlint:all,-classfile,-processing",
                    "-Werror",
                    "-d",
                    classes.toString(),
                    "-cp",
                    jars());
            boolean compiled = compiler.getTask(
                            messages,
                            files,
                            null,
                            options,
                            null,
                            files.getJavaFileObjectsFromPaths(list(SOURCES, ".java")))
                    .call();
            if (!compiled) {
                throw new AssertionError("the drivers do not compile with " + this + ": " + messages);
            }
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> list(Path folder, String ending) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
