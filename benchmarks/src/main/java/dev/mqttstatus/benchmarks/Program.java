package dev.mqttstatus.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A client to measure: a library and how it is used. */
enum Program {
    OURS_1_0("ours, AMQP 1.0", "sdk"),
    OTHER_1_0("ours, the other build, AMQP 1.0", "sdk"),
    QPID_BATCH("raw Qpid JMS, CLIENT_ACKNOWLEDGE of 100", "qpid-batch"),
    QPID_SINGLE("raw Qpid JMS, each settled (mode 101)", "qpid-single"),
    QPID_RECEIVE("raw Qpid JMS, receive loop, CLIENT_ACKNOWLEDGE of 100", "qpid-receive"),
    OURS_0_9_1("ours, AMQP 0-9-1", "sdk"),
    OTHER_0_9_1("ours, the other build, AMQP 0-9-1", "sdk"),
    RABBIT_200("raw amqp-client, acks of 100, prefetch 200", "rabbit-200"),
    RABBIT_1000("raw amqp-client, acks of 100, prefetch 1000", "rabbit-1000"),
    OFFICIAL("official SDK", "sdk");

    private static final List<String> JVM = List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC");

    private final String title;
    private final String library;

    Program(String title, String library) {
        this.title = title;
        this.library = library;
    }

    String title() {
        return title;
    }

    /** Starts its JVM. It connects to the broker when it is asked to. */
    Child start(Options options, Broker broker, String... work) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(library, String.valueOf(broker.port())));
        arguments.addAll(List.of(work));
        List<String> jvmOptions = new ArrayList<>(JVM);
        jvmOptions.addAll(options.jvmOptions(this));
        Child child = new Child(classPath(options), jvmOptions, Client.class, arguments);
        options.placeClient(child.handle());
        return child;
    }

    private String classPath(Options options) throws IOException {
        return switch (this) {
            case OFFICIAL -> officialClassPath();
            case OTHER_1_0, OTHER_0_9_1 -> options.otherClassPath();
            default -> System.getProperty("java.class.path");
        };
    }

    /** The official SDK with what it needs, and the classes of this module. */
    static String officialClassPath() throws IOException {
        return classPathWith("official");
    }

    /** The jars of a folder that the build has laid down, and the classes of this module. */
    static String classPathWith(String folder) throws IOException {
        Path classes = Path.of(Program.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("benchmarks.libraries"), folder))) {
            return Stream.concat(Stream.of(classes), jars.sorted())
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }
}
