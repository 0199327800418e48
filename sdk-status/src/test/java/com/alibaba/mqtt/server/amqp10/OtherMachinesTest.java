package com.alibaba.mqtt.server.amqp10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** JVMs that are set up otherwise: locale, charset, time zone, names of hosts, and class loaders that come and go. */
@Timeout(120)
class OtherMachinesTest {
    private static void assertHears(String domain, String... options) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), OneNotice.class.getName(), domain));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertTrue(said.contains(domain + " heard true"), said);
        assertEquals(0, process.exitValue(), said);
    }

    @Test
    void inTurkey() throws Exception {
        assertHears("127.0.0.1", "-Duser.language=tr", "-Duser.country=TR");
    }

    @Test
    void inEgyptAndIndiaWithAscii() throws Exception {
        assertHears(
                "127.0.0.1",
                "-Duser.language=ar",
                "-Duser.country=EG",
                "-Dfile.encoding=US-ASCII",
                "-Duser.timezone=Asia/Kolkata");
    }

    @Test
    void aNameOfDockerComposeWithTwoAddressesOfWhichTheFirstRefuses(@TempDir Path directory) throws Exception {
        Path hosts = Files.writeString(directory.resolve("hosts"), "127.0.0.2 my_broker\n127.0.0.1 my_broker\n");
        assertHears("my_broker", "-Djdk.net.hosts.file=" + hosts);
    }

    @Test
    void aClassLoaderCanGoAfterTheStop() throws Exception {
        WeakReference<ClassLoader> gone = hearInAnother();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (gone.get() != null && System.nanoTime() < end) {
            System.gc();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        assertNull(gone.get(), "something keeps the class loader");
    }

    private static WeakReference<ClassLoader> hearInAnother() throws Exception {
        List<URL> classPath = new ArrayList<>();
        for (String each : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!each.isEmpty()) {
                classPath.add(new File(each).toURI().toURL());
            }
        }
        try (URLClassLoader another =
                new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class.forName(OneNotice.class.getName(), true, another)
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) new String[] {"127.0.0.1"});
            return new WeakReference<>(another);
        }
    }
}
