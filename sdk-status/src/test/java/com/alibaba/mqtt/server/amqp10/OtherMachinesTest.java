package com.alibaba.mqtt.server.amqp10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** JVMs that are set up otherwise: locale, charset, time zone and names of hosts. */
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
}
