package dev.mqttstatus.compatibility;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Projects outside of this reactor, which one Maven resolves all together, in a process of its own. */
final class Projects {
    private static final String CLASS_PATH = "class-path.txt";

    private final Path folder;

    /**
     * Writes the projects, and lets Maven package them and print their class paths.
     *
     * @param poms by the names of their folders
     */
    Projects(Path folder, Map<String, String> poms) throws IOException, InterruptedException {
        this.folder = folder;
        StringBuilder all = new StringBuilder("<project><modelVersion>4.0.0</modelVersion><groupId>app</groupId>"
                + "<artifactId>all</artifactId><version>1</version><packaging>pom</packaging><modules>");
        for (Map.Entry<String, String> pom : poms.entrySet()) {
            all.append("<module>").append(pom.getKey()).append("</module>");
            Path project = Files.createDirectories(folder.resolve(pom.getKey()));
            Files.writeString(project.resolve("pom.xml"), pom.getValue());
            Files.deleteIfExists(project.resolve(CLASS_PATH));
        }
        Files.writeString(folder.resolve("pom.xml"), all.append("</modules></project>"));
        // a project that cannot be resolved fails only its own test
        run(
                folder.resolve("maven.log"),
                15,
                List.of(
                        System.getProperty("compatibility.maven"),
                        "-B",
                        "-ntp",
                        "-fae",
                        "-T2",
                        "-f",
                        folder.resolve("pom.xml").toString(),
                        "-Dmaven.repo.local=" + System.getProperty("compatibility.repository"),
                        "-Dmdep.outputFile=" + CLASS_PATH,
                        "package",
                        "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath"));
    }

    /** Returns the files in the order of the class path. */
    List<Path> classPath(String name) throws IOException {
        Path file = folder.resolve(name).resolve(CLASS_PATH);
        if (!Files.exists(file)) {
            throw new AssertionError("Maven could not resolve " + name + ": see " + folder.resolve("maven.log"));
        }
        return split(Files.readString(file));
    }

    static List<Path> split(String classPath) {
        return Arrays.stream(classPath.strip().split(File.pathSeparator))
                .filter(path -> !path.isEmpty())
                .map(Path::of)
                .toList();
    }

    Path fatJar(String name) {
        return folder.resolve(name).resolve("target").resolve(name + "-1.jar");
    }

    Path folder(String name) {
        return folder.resolve(name);
    }

    /** Compiles all sources below these folders. */
    static void compile(Path output, List<String> options, Path... sources) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "javac").toString(), "-d"));
        command.add(output.toString());
        command.addAll(options);
        for (Path source : sources) {
            try (Stream<Path> files = Files.walk(source)) {
                files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(command::add);
            }
        }
        Path log = output.resolveSibling("compiler.log");
        if (run(log, 2, command) != 0) {
            throw new AssertionError(Files.readString(log));
        }
    }

    /** Returns the exit code; its output is in the file. */
    static int run(Path log, int minutes, List<String> command) throws IOException, InterruptedException {
        Files.createDirectories(log.getParent());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
                throw new AssertionError(command.get(0) + " took over " + minutes + " minutes: see " + log);
            }
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
