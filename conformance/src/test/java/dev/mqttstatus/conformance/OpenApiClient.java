package dev.mqttstatus.conformance;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * A client of the OpenAPI with all that it needs, in a class loader of its own that sees nothing else but the JDK. The same
 * question is put to each: settings ({@code address}, {@code key}, {@code secret}, {@code instance}, {@code action}, and
 * {@code token} if there is one) and the parameters of the operation. The result is a map with {@code status},
 * {@code request} (the id), and {@code body} or {@code code}.
 */
enum OpenApiClient {
    /** What one dependency on {@code server-sdk} brings. */
    OURS("ours", "OursCaller"),
    /** The official generic client of today. */
    TEA_OPENAPI("tea-openapi", "TeaCaller"),
    /** The official generic client before it. */
    ALIYUN_CORE("aliyun-core", "AliyunCoreCaller");

    private static final Path SOURCES = Path.of(System.getProperty("conformance.openapi"));
    private static final String PACKAGE = "dev.mqttstatus.openapi";
    private static final Map<OpenApiClient, BiFunction<Map<String, String>, Map<String, String>, Map<String, Object>>>
            CALLERS = new ConcurrentHashMap<>();

    private final String folder;
    private final String caller;

    OpenApiClient(String folder, String caller) {
        this.folder = folder;
        this.caller = caller;
    }

    Map<String, Object> call(Map<String, String> settings, Map<String, String> parameters) {
        return CALLERS.computeIfAbsent(this, OpenApiClient::load).apply(settings, parameters);
    }

    // the class loader stays open: it serves all tests
    @SuppressWarnings("unchecked")
    private BiFunction<Map<String, String>, Map<String, String>, Map<String, Object>> load() {
        List<Path> jars = Compiler.jars(folder);
        Path source = SOURCES.resolve(PACKAGE.replace('.', '/')).resolve(caller + ".java");
        List<Path> path = new ArrayList<>(jars);
        path.add(Compiler.compile(List.of(source), jars, "caller-" + folder));
        try {
            URLClassLoader loader = new URLClassLoader(
                    path.stream().map(OpenApiClient::url).toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
            return (BiFunction<Map<String, String>, Map<String, String>, Map<String, Object>>)
                    loader.loadClass(PACKAGE + "." + caller)
                            .getDeclaredConstructor()
                            .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(caller + " does not load", e);
        }
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new AssertionError(e);
        }
    }
}
