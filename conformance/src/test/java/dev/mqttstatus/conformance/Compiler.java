package dev.mqttstatus.conformance;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles sources against libraries that are not on this JVM's class path, in folders that the build has laid down. */
final class Compiler {
    private static final Path TARGET = Path.of(System.getProperty("conformance.target"));

    private Compiler() {}

    /** The jars in a folder of the build. */
    static List<Path> jars(String folder) {
        return list(TARGET.resolve(folder), ".jar");
    }

    /** The Java sources below a folder. */
    static List<Path> sources(Path folder) {
        return list(folder, ".java");
    }

    /** Compiles against these jars, with all warnings as errors, and returns where the classes are. */
    static Path compile(List<Path> sources, List<Path> jars, String folder) {
        StringWriter messages = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            Path classes = Files.createDirectories(TARGET.resolve(folder));
            List<String> options = List.of(
                    "--release",
                    "17",
                    "-proc:none",
                    // path: jars name others that the build has not laid down
                    "-Xlint:all,-classfile,-processing,-path",
                    "-Werror",
                    "-d",
                    classes.toString(),
                    "-cp",
                    jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
            boolean compiled = compiler.getTask(
                            messages, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
            if (!compiled) {
                throw new AssertionError("the sources for " + folder + " do not compile: " + messages);
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
