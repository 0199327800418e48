import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * Checks a folder into which the build was deployed against what Maven Central demands and what this project promises its
 * users: {@code java .ci/Published.java [--signed] FOLDER}. One line for each fault; the exit code is 0 if there is none, 1 if
 * there are some, and 2 if there is nothing to check.
 */
class Published {
    private static final List<String> DEMANDED = List.of(
            "modelVersion",
            "groupId",
            "artifactId",
            "version",
            "name",
            "description",
            "url",
            "licenses/license/name",
            "licenses/license/url",
            "developers/developer/organization",
            "scm/connection",
            "scm/developerConnection",
            "scm/url");
    private static final List<String> FORBIDDEN = List.of(
            "parent",
            "build",
            "reporting",
            "profiles",
            "modules",
            "properties",
            "repositories",
            "pluginRepositories",
            "distributionManagement");
    private static final Pattern ABSOLUTE = Pattern.compile(
            "file:|(?<![\\w./:>-])/(?:home|root|tmp|work|usr|var|opt|mnt|Users)/|(?<!\\w)[A-Za-z]:\\\\");
    private static final String[][] CHECKSUMS = {{"md5", "MD5"}, {"sha1", "SHA-1"}};

    private final boolean signed;
    private final Set<String> faults = new TreeSet<>();
    /** What was deployed, group:artifact, with its version. */
    private final Map<String, String> deployed = new TreeMap<>();

    private final Map<Path, Element> poms = new TreeMap<>();

    private Published(boolean signed) {
        this.signed = signed;
    }

    public static void main(String[] args) throws IOException {
        boolean signed = args.length == 2 && args[0].equals("--signed");
        if (args.length != (signed ? 2 : 1) || !Files.isDirectory(Path.of(args[args.length - 1]))) {
            System.err.println("usage: java .ci/Published.java [--signed] FOLDER");
            System.exit(2);
        }
        Published check = new Published(signed);
        check.folder(Path.of(args[args.length - 1]));
        if (check.poms.isEmpty() && check.faults.isEmpty()) {
            System.err.println("nothing was deployed into this folder");
            System.exit(2);
        }
        check.faults.forEach(System.out::println);
        System.out.println(check.poms.size() + " artifacts, " + check.faults.size() + " faults");
        System.exit(check.faults.isEmpty() ? 0 : 1);
    }

    /** For a test: the lines that would be printed. */
    static List<String> faults(Path folder, boolean signed) throws IOException {
        Published check = new Published(signed);
        check.folder(folder);
        return new ArrayList<>(check.faults);
    }

    private void folder(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(file -> file.toString().endsWith(".pom")).sorted().toList();
        }
        for (Path file : files) {
            try {
                Element pom = parse(file);
                poms.put(file, pom);
                deployed.put(text(pom, "groupId") + ":" + text(pom, "artifactId"), text(pom, "version"));
            } catch (SAXException | ParserConfigurationException e) {
                fault(file, "is no XML: " + e.getMessage());
            }
        }
        for (Map.Entry<Path, Element> each : poms.entrySet()) {
            pom(each.getKey(), each.getValue());
            files(each.getKey(), text(each.getValue(), "packaging"));
        }
    }

    private void pom(Path file, Element pom) throws IOException {
        for (String path : DEMANDED) {
            if (text(pom, path).isBlank()) {
                fault(file, "has no " + path);
            }
        }
        for (String name : FORBIDDEN) {
            if (!children(pom, name).isEmpty()) {
                fault(file, "has the element " + name);
            }
        }
        Path place = file.getParent();
        String version = text(pom, "version");
        if (!place.endsWith(Path.of(text(pom, "groupId").replace('.', '/'), text(pom, "artifactId"), version))) {
            fault(file, "lies where its coordinates do not say");
        }
        String all = Files.readString(file);
        if (all.contains("${")) {
            fault(file, "has a property that nothing sets: " + all.substring(all.indexOf("${"), all.indexOf('}') + 1));
        }
        absolute(file, all);
        dependencies(pom, "dependencies").forEach(each -> dependency(file, version, each));
        List<Element> managed = children(pom, "dependencyManagement").stream()
                .flatMap(each -> dependencies(each, "dependencies").stream())
                .toList();
        managed.forEach(each -> dependency(file, version, each));
        if (!managed.isEmpty()) {
            Set<String> unmanaged = new TreeSet<>(deployed.keySet());
            unmanaged.remove(text(pom, "groupId") + ":" + text(pom, "artifactId"));
            managed.forEach(each -> unmanaged.remove(name(each)));
            unmanaged.forEach(name -> fault(file, "does not manage " + name));
        }
    }

    private void dependency(Path file, String own, Element dependency) {
        String name = name(dependency);
        String version = text(dependency, "version");
        String scope = text(dependency, "scope");
        if (version.isBlank()) {
            fault(file, "names no version of " + name);
        } else if (!version.matches("[\\w.+-]+")) {
            fault(file, "leaves the version of " + name + " open: " + version);
        }
        if (scope.equals("system") || !text(dependency, "systemPath").isBlank()) {
            fault(file, "wants " + name + " from a path of this machine");
        } else if (scope.equals("test")) {
            fault(file, "names " + name + ", which only its tests need");
        }
        boolean ours = text(dependency, "groupId").equals(text(poms.get(file), "groupId"));
        if (ours && !own.equals(deployed.get(name))) {
            fault(file, "needs " + name + ", which was not deployed with it");
        } else if (ours && !version.equals(own)) {
            fault(file, "needs " + name + " in another version than its own: " + version);
        } else if (!ours && version.endsWith("-SNAPSHOT")) {
            fault(file, "needs a snapshot: " + name + " " + version);
        }
    }

    private void files(Path pom, String packaging) throws IOException {
        String base = pom.getFileName().toString().replaceFirst("\\.pom$", "");
        if (!packaging.equals("pom")) {
            for (String end : List.of(".jar", "-sources.jar", "-javadoc.jar")) {
                if (!Files.exists(pom.resolveSibling(base + end))) {
                    fault(pom, "has no " + base + end + " beside it");
                }
            }
        }
        List<Path> all;
        try (Stream<Path> siblings = Files.list(pom.getParent())) {
            all = siblings.filter(file -> file.getFileName().toString().startsWith(base))
                    .filter(file -> !file.toString().matches(".*\\.(md5|sha1|sha256|sha512|asc)"))
                    .sorted()
                    .toList();
        }
        for (Path file : all) {
            checksums(file);
            signature(file);
            if (file.toString().endsWith(".jar")) {
                jar(file, file.getFileName().toString().substring(base.length()));
            }
        }
    }

    private void checksums(Path file) throws IOException {
        for (String[] checksum : CHECKSUMS) {
            Path sum = file.resolveSibling(file.getFileName() + "." + checksum[0]);
            if (!Files.exists(sum)) {
                fault(file, "has no ." + checksum[0]);
            } else if (!Files.readString(sum).strip().equals(digest(checksum[1], file))) {
                fault(file, "is not what its ." + checksum[0] + " says");
            }
        }
    }

    private void signature(Path file) throws IOException {
        Path signature = file.resolveSibling(file.getFileName() + ".asc");
        if (signed && !Files.exists(signature)) {
            fault(file, "is not signed");
        } else if (signed && !Files.readString(signature).startsWith("-----BEGIN PGP SIGNATURE-----")) {
            fault(signature, "is no signature");
        }
    }

    private void jar(Path file, String end) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            for (String name : List.of("META-INF/LICENSE", "META-INF/NOTICE")) {
                if (jar.getEntry(name) == null) {
                    fault(file, "has no " + name);
                }
            }
            Manifest manifest = jar.getManifest();
            if (manifest == null) {
                fault(file, "has no manifest");
                return;
            }
            manifest.getMainAttributes().values().forEach(value -> absolute(file, value.toString()));
            String module = manifest.getMainAttributes().getValue("Automatic-Module-Name");
            boolean named = module != null && !module.isBlank() && !module.contains("$");
            if (end.equals(".jar") && !named && jar.getEntry("module-info.class") == null) {
                fault(file, "has no name of a module");
            }
            if (end.equals("-sources.jar") && jar.stream().noneMatch(each -> each.getName().endsWith(".java")) && hasClasses(file)) {
                fault(file, "has no sources");
            }
            if (end.equals("-javadoc.jar") && jar.getEntry("index.html") == null) {
                fault(file, "has no pages");
            }
        }
    }

    private static boolean hasClasses(Path sources) throws IOException {
        Path main = sources.resolveSibling(sources.getFileName().toString().replace("-sources.jar", ".jar"));
        if (!Files.exists(main)) {
            return false;
        }
        try (JarFile jar = new JarFile(main.toFile())) {
            return jar.stream().anyMatch(each -> each.getName().endsWith(".class"));
        }
    }

    private void absolute(Path file, String text) {
        Matcher path = ABSOLUTE.matcher(text);
        if (path.find()) {
            fault(file, "names a path of the machine that built it: "
                    + text.substring(path.start(), Math.min(text.length(), path.start() + 40)).lines().findFirst().orElse(""));
        }
    }

    private void fault(Path file, String what) {
        faults.add(file.getFileName() + " " + what);
    }

    private static String digest(String algorithm, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Element parse(Path file) throws IOException, SAXException, ParserConfigurationException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        var parser = factory.newDocumentBuilder();
        // its message is in the exception
        parser.setErrorHandler(null);
        return parser.parse(file.toFile()).getDocumentElement();
    }

    private static String name(Element dependency) {
        return text(dependency, "groupId") + ":" + text(dependency, "artifactId");
    }

    private static List<Element> dependencies(Element parent, String name) {
        return children(parent, name).stream()
                .flatMap(each -> children(each, "dependency").stream())
                .toList();
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    /** Returns what the first element has that this path leads to, or an empty text. */
    private static String text(Element from, String path) {
        Element at = from;
        for (String name : path.split("/")) {
            List<Element> next = children(at, name);
            if (next.isEmpty()) {
                return "";
            }
            at = next.get(0);
        }
        return at.getTextContent().strip();
    }
}
