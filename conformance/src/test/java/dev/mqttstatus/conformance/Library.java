package dev.mqttstatus.conformance;

import java.io.File;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * One of the two SDKs with all that it needs, as the build has laid it down. Each compiles the same driver sources, which
 * shows that they are compatible in source.
 */
enum Library {
    /** The official SDK and its own dependencies, unmodified. */
    OFFICIAL,
    /** What one dependency on {@code server-sdk} brings. */
    OURS;

    private static final Path SOURCES = Path.of(System.getProperty("conformance.drivers"));

    private static final Map<Library, Path> DRIVERS = new ConcurrentHashMap<>();

    /** The jars, without any driver. */
    String jars() {
        return Compiler.jars(folder()).stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** The drivers, compiled against this library when first asked for. */
    Path drivers() {
        return DRIVERS.computeIfAbsent(
                this,
                library -> Compiler.compile(
                        Compiler.sources(SOURCES), Compiler.jars(library.folder()), "drivers-" + library.folder()));
    }

    private String folder() {
        return name().toLowerCase(Locale.ROOT);
    }
}
