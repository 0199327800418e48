package dev.mqttstatus.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A client of the OpenAPI to measure, as someone would set it up who wants it fast. */
enum QueryProgram {
    OURS("ours", null),
    OKHTTP("raw OkHttp, signed by hand", null),
    TEA_OPENAPI("tea-openapi", "tea-openapi"),
    ALIYUN_CORE("aliyun-java-sdk-core", "aliyun-core");

    private static final List<String> JVM = List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC");

    private final String title;
    /** Where its jars are, or null if they are on this JVM's class path. */
    private final String folder;

    QueryProgram(String title, String folder) {
        this.title = title;
        this.folder = folder;
    }

    String title() {
        return title;
    }

    /** Starts its JVM. */
    Child start(Options options, int port) throws IOException {
        List<String> jvmOptions = new ArrayList<>(JVM);
        jvmOptions.addAll(options.jvmOptions(this));
        String classPath = folder == null ? System.getProperty("java.class.path") : Program.classPathWith(folder);
        Child child = new Child(classPath, jvmOptions, QueryClient.class, List.of(name(), String.valueOf(port)));
        options.placeClient(child.handle());
        return child;
    }
}
