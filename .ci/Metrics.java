import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measures the sources of the published modules and prints tables in Markdown. Run in the root of the repository:
 * {@code java .ci/Metrics.java}. Reads sources only, so nothing needs to be built. A type is a file; it is hidden if it is
 * not public, or its package is not exported to applications. Lines of a class are those of its file without imports and blank
 * lines. A floor is one class in the longest chain of uses inside a
 * package. Test lines are those in the same module; {@code integration-tests} come on top.
 */
class Metrics {
    private static final Pattern COMMENTS_AND_TEXTS = Pattern.compile(
            "\"\"\"[\\s\\S]*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])+'|//[^\\n]*|/\\*[\\s\\S]*?\\*/");
    private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);
    private static final Pattern EXPORT = Pattern.compile("exports\\s+([\\w.]+)(\\s+to\\b)?");
    private static final Pattern WORD = Pattern.compile("\\b[A-Z]\\w*");
    private static final String WIRE = "com.alibaba.mqtt.server.amqp10";

    /** A source file: what it declares is named as the file. */
    private record Source(String name, String inPackage, int lines, boolean isPublic, Set<String> words) {}

    /** A module and its main sources. */
    private record Module(String name, List<Source> main, Set<String> exported, boolean hasDescriptor) {
        boolean shows(Source type) {
            return type.isPublic() && (!hasDescriptor || exported.contains(type.inPackage()));
        }
    }

    public static void main(String[] args) throws IOException {
        List<Module> modules = modules();
        System.out.println("| module | types | hidden | lines a class: median, max | packages @NullMarked | module-info"
                + " | test lines per main line |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (Module module : modules) {
            row("`" + module.name() + "`", List.of(module));
        }
        row("all", modules);
        System.out.println();
        System.out.printf(
                Locale.ROOT, "Test lines per main line of `.amqp10`: %.2f.%n", ratio(modules.stream()
                        .flatMap(module -> module.main().stream())
                        .filter(source -> source.inPackage().startsWith(WIRE))
                        .mapToInt(Source::lines)
                        .sum(), tests("sdk-status", WIRE)));
        System.out.println("Java in the README, lines of each block: " + readme() + ".");
        System.out.println();
        System.out.println("| the biggest packages | files | floors |");
        System.out.println("|---|---|---|");
        Map<String, List<Source>> packages = modules.stream()
                .flatMap(module -> module.main().stream())
                .collect(Collectors.groupingBy(Source::inPackage, TreeMap::new, Collectors.toList()));
        packages.entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> -entry.getValue().size()))
                .limit(10)
                .forEach(entry -> System.out.println("| `" + entry.getKey() + "` | "
                        + entry.getValue().size() + " | " + floors(entry.getValue()) + " |"));
        System.out.println();
        System.out.println("| the longest classes | lines |");
        System.out.println("|---|---|");
        modules.stream()
                .flatMap(module -> module.main().stream())
                .sorted(Comparator.comparingInt(source -> -source.lines()))
                .limit(10)
                .forEach(source -> System.out.println("| `" + source.name() + "` | " + source.lines() + " |"));
    }

    private static void row(String name, List<Module> modules) throws IOException {
        long shown = modules.stream()
                .mapToLong(module -> module.main().stream().filter(module::shows).count())
                .sum();
        List<Source> main = modules.stream().flatMap(module -> module.main().stream()).toList();
        int[] lines = main.stream().mapToInt(Source::lines).sorted().toArray();
        int tests = 0;
        int marked = 0;
        int packages = 0;
        for (Module module : modules) {
            tests += tests(module.name(), "");
            for (String each : module.main().stream().map(Source::inPackage).collect(Collectors.toSet())) {
                Path info = mainOf(module.name()).resolve(each.replace('.', '/')).resolve("package-info.java");
                packages++;
                marked += Files.exists(info) && Files.readString(info).contains("@NullMarked") ? 1 : 0;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %d %% | %d, %d | %d of %d | %d of %d | %.2f |%n",
                name,
                main.size(),
                Math.round(100.0 * (main.size() - shown) / main.size()),
                lines[lines.length / 2],
                lines[lines.length - 1],
                marked,
                packages,
                modules.stream().filter(Module::hasDescriptor).count(),
                modules.size(),
                ratio(main.stream().mapToInt(Source::lines).sum(), tests));
    }

    private static double ratio(int main, int tests) {
        return main == 0 ? 0 : (double) tests / main;
    }

    private static List<Module> modules() throws IOException {
        List<Module> modules = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("."))) {
            for (Path each : all.filter(path -> path.getFileName().toString().startsWith("sdk-"))
                    .sorted()
                    .toList()) {
                Path sources = mainOf(each.getFileName().toString());
                if (Files.isDirectory(sources)) {
                    modules.add(module(each.getFileName().toString(), sources));
                }
            }
        }
        return modules;
    }

    private static Path mainOf(String module) {
        return Path.of(module, "src", "main", "java");
    }

    private static Module module(String name, Path sources) throws IOException {
        Set<String> exported = new TreeSet<>();
        Path descriptor = sources.resolve("module-info.java");
        if (Files.exists(descriptor)) {
            Matcher export = EXPORT.matcher(Files.readString(descriptor));
            while (export.find()) {
                // a package for the modules of this SDK is hidden from applications
                if (export.group(2) == null) {
                    exported.add(export.group(1));
                }
            }
        }
        return new Module(
                name,
                javaFiles(sources).stream()
                        .filter(file -> !file.getFileName().toString().contains("-info"))
                        .map(Metrics::source)
                        .toList(),
                exported,
                Files.exists(descriptor));
    }

    private static Source source(Path file) {
        String text = read(file);
        String name = file.getFileName().toString().replace(".java", "");
        String code = COMMENTS_AND_TEXTS.matcher(text).replaceAll(" ");
        Matcher named = PACKAGE.matcher(code);
        boolean isPublic = Pattern.compile("^public .*\\b" + name + "\\b", Pattern.MULTILINE)
                .matcher(code)
                .find();
        Set<String> words = WORD.matcher(code).results().map(word -> word.group()).collect(Collectors.toSet());
        return new Source(name, named.find() ? named.group(1) : "", classLines(text), isPublic, words);
    }

    private static int classLines(String text) {
        return (int) text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("import ") && !line.startsWith("package "))
                .count();
    }

    private static int lines(String text) {
        return (int) text.lines().count();
    }

    /** Returns how many lines the tests of a module have, of a package and those below it. */
    private static int tests(String module, String inPackage) throws IOException {
        Path tests = Path.of(module, "src", "test", "java").resolve(inPackage.replace('.', '/'));
        return Files.isDirectory(tests)
                ? javaFiles(tests).stream().mapToInt(file -> classLines(read(file))).sum()
                : 0;
    }

    private static List<Path> javaFiles(Path below) throws IOException {
        try (Stream<Path> all = Files.walk(below)) {
            return all.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String readme() {
        return Pattern.compile("```java\\n([\\s\\S]*?)```")
                .matcher(read(Path.of("README.md")))
                .results()
                .map(block -> String.valueOf(lines(block.group(1))))
                .collect(Collectors.joining(", "));
    }

    /** Returns how many classes the longest chain of uses inside a package has; classes in a circle count as one. */
    private static int floors(List<Source> sources) {
        Map<String, Set<String>> uses = new HashMap<>();
        Set<String> names = sources.stream().map(Source::name).collect(Collectors.toSet());
        for (Source source : sources) {
            Set<String> used = new HashSet<>(source.words());
            used.retainAll(names);
            used.remove(source.name());
            uses.put(source.name(), used);
        }
        Map<String, Set<String>> reached = new HashMap<>();
        names.forEach(name -> reached.put(name, reach(name, uses)));
        Map<String, Integer> floors = new HashMap<>();
        return names.stream().mapToInt(name -> floor(name, reached, floors)).max().orElse(0);
    }

    private static int floor(String name, Map<String, Set<String>> reached, Map<String, Integer> known) {
        Integer before = known.get(name);
        if (before != null) {
            return before;
        }
        int below = reached.get(name).stream()
                .filter(other -> !reached.get(other).contains(name))
                .mapToInt(other -> floor(other, reached, known))
                .max()
                .orElse(0);
        known.put(name, below + 1);
        return below + 1;
    }

    private static Set<String> reach(String from, Map<String, Set<String>> uses) {
        Set<String> found = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(uses.get(from));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (found.add(next)) {
                open.addAll(uses.get(next));
            }
        }
        return found;
    }
}
