package com.alibaba.mqtt.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With any one library missing, only the wire that needs it does not open, and it says what to declare. */
class InstalledWiresTableTest {
    /** The code of a wire that was loaded: nothing listens at its port. */
    private static final String LOADED = "Client.ConnectFailed";

    private static final String BROKEN = "Client.BadConfiguration false";

    @ParameterizedTest(name = "without {0}")
    @CsvSource(
            nullValues = "-",
            value = {
                // missing, what the 1.0 wire says, what the 0-9-1 wire says
                "nothing, -, -",
                "META-INF/services/com.alibaba, -, -",
                "jakarta.jms., jakarta.jms:jakarta.jms-api:3, -",
                "org.apache.qpid.jms., org.apache.qpid:qpid-jms-client:, -",
                "org.apache.qpid.proton., org.apache.qpid:proton-j:, -",
                "io.netty., io.netty:netty-bom:4.1, -",
                "io.netty.channel., io.netty:netty-bom:4.1, -",
                "com.rabbitmq.client., -, com.rabbitmq:amqp-client:5",
                "com.alibaba.mqtt.server.amqp091., -, dev.mqttstatus:sdk-amqp091",
                "com.alibaba.mqtt.server.amqp10., sdk-status, -"
            })
    void onlyTheWireThatNeedsItFails(String missing, String amqp10, String amqp091) throws Exception {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = socket.getLocalPort();
        }
        try (Without loader = new Without(missing)) {
            check(loader, "AMQP_1_0", closedPort, amqp10);
            check(loader, "AMQP_0_9_1", closedPort, amqp091);
        }
    }

    @SuppressWarnings("unchecked")
    private static void check(Without loader, String protocol, int port, String advice) throws Exception {
        BiFunction<String, Integer, String> opener =
                (BiFunction<String, Integer, String>) loader.loadClass(OpenedInAnotherLoader.class.getName())
                        .getConstructor()
                        .newInstance();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        String result;
        try {
            // Qpid JMS looks for its parts there
            thread.setContextClassLoader(loader);
            result = opener.apply(protocol, port);
        } finally {
            thread.setContextClassLoader(before);
        }
        assertTrue(
                advice == null ? result.startsWith(LOADED) : result.startsWith(BROKEN) && result.contains(advice),
                protocol + ": " + result);
    }

    /** The class path of this JVM once more, without what begins with a name. */
    private static final class Without extends URLClassLoader {
        private final String missing;

        Without(String missing) throws IOException {
            super(classPath(), ClassLoader.getPlatformClassLoader());
            this.missing = missing;
        }

        private static URL[] classPath() throws IOException {
            List<URL> urls = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                urls.add(Path.of(entry).toUri().toURL());
            }
            return urls.toArray(URL[]::new);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith(missing)) {
                throw new ClassNotFoundException(name);
            }
            return super.findClass(name);
        }

        @Override
        public Enumeration<URL> findResources(String name) throws IOException {
            return name.startsWith(missing) ? Collections.emptyEnumeration() : super.findResources(name);
        }
    }
}
