package dev.mqttstatus.integration.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What checks a release, {@code .ci/Published.java}, finds each fault in a folder that is sound but for it. */
class PublishedTest {
    private static final String NAME = "sdk-one-1.0";
    private static final String POM = NAME + ".pom";

    private static Method check;

    @TempDir
    static Path classes;

    @TempDir
    Path folder;

    private Path place;

    /** A change of one file, and the line that must come of it. */
    record Fault(String file, String from, String to, String line) {
        @Override
        public String toString() {
            return line;
        }
    }

    static Stream<Fault> faults() {
        return Stream.of(
                new Fault(POM, "<name>One</name>", "", "has no name"),
                new Fault(POM, "<description>The first</description>", " ", "has no description"),
                new Fault(POM, "<url>https://example.org</url><lic", "<lic", "has no url"),
                new Fault(POM, "<name>Apache-2.0</name>", "", "has no licenses/license/name"),
                new Fault(POM, "<organization>We</organization>", "", "has no developers/developer/organization"),
                new Fault(POM, "<connection>scm:git:x</connection>", "", "has no scm/connection"),
                new Fault(POM, "<scm>", "<parent/><scm>", "has the element parent"),
                new Fault(POM, "<scm>", "<repositories/><scm>", "has the element repositories"),
                new Fault(POM, "<scm>", "<build/><scm>", "has the element build"),
                new Fault(
                        POM,
                        "<version>1.0</version>",
                        "<version>2.0</version>",
                        "lies where its coordinates do not say"),
                new Fault(POM, "The first", "${project.name}", "has a property that nothing sets: ${project.name}"),
                new Fault(
                        POM, "The first", "of /home/me/sdk", "names a path of the machine that built it: /home/me/sdk"),
                new Fault(POM, "<version>2.3</version>", "", "names no version of org.other:lib"),
                new Fault(POM, "2.3<", "[2,3)<", "leaves the version of org.other:lib open: [2,3)"),
                new Fault(POM, "2.3<", "2.4-SNAPSHOT<", "needs a snapshot: org.other:lib 2.4-SNAPSHOT"),
                new Fault(POM, "<!---->", "<scope>test</scope>", "names org.other:lib, which only its tests need"),
                new Fault(POM, "<!---->", "<scope>system</scope>", "wants org.other:lib from a path of this machine"),
                new Fault(POM, "org.other<", "dev.ours<", "needs dev.ours:lib, which was not deployed with it"),
                new Fault(POM, "</project>", "", "is no XML"),
                new Fault(NAME + ".jar", "", null, "has no sdk-one-1.0.jar beside it"),
                new Fault(NAME + "-sources.jar", "", null, "has no sdk-one-1.0-sources.jar beside it"),
                new Fault(NAME + "-javadoc.jar", "", null, "has no sdk-one-1.0-javadoc.jar beside it"),
                new Fault(NAME + ".jar.sha1", "", null, "has no .sha1"),
                new Fault(NAME + ".jar.md5", "", "0000", "is not what its .md5 says"),
                new Fault(NAME + ".jar.asc", "", null, "is not signed"),
                new Fault(NAME + ".jar.asc", "", "Hello", "is no signature"));
    }

    @BeforeAll
    static void compile() throws Exception {
        int exit = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", classes.toString(), "../.ci/Published.java");
        assertEquals(0, exit);
        // stays open as long as its class is used
        URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()});
        check = loader.loadClass("Published").getDeclaredMethod("faults", Path.class, boolean.class);
        check.setAccessible(true);
    }

    @SuppressWarnings("unchecked")
    private List<String> check() throws ReflectiveOperationException {
        return (List<String>) check.invoke(null, folder, true);
    }

    @BeforeEach
    void deploy() throws IOException {
        place = Files.createDirectories(folder.resolve("dev/ours/sdk-one/1.0"));
        write(POM, """
                <project><modelVersion>4.0.0</modelVersion><groupId>dev.ours</groupId><artifactId>sdk-one</artifactId>
                <version>1.0</version><name>One</name><description>The first</description>
                <url>https://example.org</url><licenses><license><name>Apache-2.0</name><url>https://example.org</url></license></licenses>
                <developers><developer><organization>We</organization></developer></developers>
                <scm><connection>scm:git:x</connection><developerConnection>scm:git:x</developerConnection><url>https://x</url></scm>
                <dependencies><dependency><groupId>org.other</groupId><artifactId>lib</artifactId><version>2.3</version><!----></dependency></dependencies>
                </project>
                """.replace(">\n<", "><"));
        jar(NAME + ".jar", "dev.ours.one", "META-INF/LICENSE", "META-INF/NOTICE", "a/A.class");
        jar(NAME + "-sources.jar", "", "META-INF/LICENSE", "META-INF/NOTICE", "a/A.java");
        jar(NAME + "-javadoc.jar", "", "META-INF/LICENSE", "META-INF/NOTICE", "index.html");
    }

    @Test
    void aSoundFolderHasNoFault() throws Exception {
        assertEquals(List.of(), check());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultIsALine(Fault fault) throws Exception {
        Path file = place.resolve(fault.file());
        if (fault.to() == null) {
            Files.delete(file);
        } else if (fault.from().isEmpty()) {
            Files.writeString(file, fault.to());
        } else {
            String before = Files.readString(file);
            assertTrue(before.contains(fault.from()), before);
            write(fault.file(), before.replace(fault.from(), fault.to()));
        }
        List<String> lines = check();
        assertTrue(lines.stream().anyMatch(line -> line.contains(fault.line())), lines::toString);
    }

    @Test
    void aJarSaysItsLicenceAndItsName() throws Exception {
        jar(NAME + ".jar", "", "a/A.class");
        assertEquals(
                List.of(
                        "sdk-one-1.0.jar has no META-INF/LICENSE",
                        "sdk-one-1.0.jar has no META-INF/NOTICE",
                        "sdk-one-1.0.jar has no name of a module"),
                check());
        jar(NAME + ".jar", "/tmp/one", "META-INF/LICENSE", "META-INF/NOTICE");
        assertEquals(List.of("sdk-one-1.0.jar names a path of the machine that built it: /tmp/one"), check());
    }

    @Test
    void jarsOfSourcesAndPagesAreNotEmpty() throws Exception {
        jar(NAME + "-sources.jar", "", "META-INF/LICENSE", "META-INF/NOTICE");
        jar(NAME + "-javadoc.jar", "", "META-INF/LICENSE", "META-INF/NOTICE");
        assertEquals(
                List.of("sdk-one-1.0-javadoc.jar has no pages", "sdk-one-1.0-sources.jar has no sources"), check());
    }

    @Test
    void aBomManagesAllThatIsDeployed() throws Exception {
        String one = Files.readString(place.resolve(POM));
        place = Files.createDirectories(folder.resolve("dev/ours/bom/1.0"));
        write(
                "bom-1.0.pom",
                one.replace("sdk-one", "bom")
                        .replace("<name>One", "<packaging>pom</packaging><name>One")
                        .replace("<dependencies>", "<dependencyManagement><dependencies>")
                        .replace("</dependencies>", "</dependencies></dependencyManagement>"));
        assertEquals(List.of("bom-1.0.pom does not manage dev.ours:sdk-one"), check());
    }

    /** The exit code is what a script sees. */
    @Test
    void theProgramFailsOnAFault() throws Exception {
        assertEquals(0, exit("--signed", folder.toString()));
        Files.delete(place.resolve(NAME + ".jar.asc"));
        assertEquals(1, exit("--signed", folder.toString()));
        assertEquals(0, exit(folder.toString()));
        assertEquals(2, exit(Files.createDirectory(folder.resolve("empty")).toString()));
    }

    private static int exit(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classes.toString(),
                "Published"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(place.resolve(name), text);
        seal(name);
    }

    private void jar(String name, String module, String... entries) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (!module.isEmpty()) {
            manifest.getMainAttributes().putValue("Automatic-Module-Name", module);
        }
        try (OutputStream out = Files.newOutputStream(place.resolve(name));
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (String entry : entries) {
                jar.putNextEntry(new JarEntry(entry));
            }
        }
        seal(name);
    }

    private void seal(String name) throws IOException {
        byte[] file = Files.readAllBytes(place.resolve(name));
        for (Map.Entry<String, String> sum :
                Map.of("md5", "MD5", "sha1", "SHA-1").entrySet()) {
            try {
                byte[] digest = MessageDigest.getInstance(sum.getValue()).digest(file);
                Files.writeString(
                        place.resolve(name + "." + sum.getKey()), HexFormat.of().formatHex(digest));
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
        Files.writeString(place.resolve(name + ".asc"), "-----BEGIN PGP SIGNATURE-----\n");
    }
}
