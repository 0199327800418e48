package dev.mqttstatus.integration.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.ServerProducer;
import com.alibaba.mqtt.server.callback.SendCallback;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.config.ProducerConfig;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.emulator.Emulator;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Poll;
import dev.mqttstatus.testing.Program;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An application that is deployed anew again and again, in one JVM: after its stop nothing keeps its classes. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class ClassLoaderIT {
    /** Runs in a class loader of its own. */
    public static final class Application {
        private Application() {}

        /** Consumes and sends; the arguments are the protocol, the port and the login. */
        public static void main(String[] args) throws Exception {
            ChannelConfig config = new ChannelConfig();
            config.setProtocol(Protocol.valueOf(args[0]));
            config.setDomain("127.0.0.1");
            config.setPort(Integer.parseInt(args[1]));
            config.setInstanceId(args[2]);
            config.setAccessKey(args[3]);
            config.setSecretKey(args[4]);
            CountDownLatch done = new CountDownLatch(1);
            try (ServerConsumer consumer = new ServerConsumer(config, new ConsumerConfig());
                    ServerProducer producer = new ServerProducer(config, new ProducerConfig())) {
                consumer.subscribeStatus("GID_demo", notice -> {});
                consumer.start();
                producer.start();
                producer.sendMessage("demo_topic/x", new byte[0], new SendCallback() {
                    @Override
                    public void onSuccess(String msgId) {
                        done.countDown();
                    }

                    @Override
                    public void onFail() {}
                });
                if (!done.await(20, TimeUnit.SECONDS)) {
                    throw new AssertionError("not sent within 20 s");
                }
            }
        }
    }

    /** The JVM in which the application is deployed. */
    public static final class Server {
        private Server() {}

        /** Runs the application, and ends when nothing keeps its class loader. */
        public static void main(String[] args) throws Exception {
            WeakReference<ClassLoader> loader = run(args);
            Poll.until("the class loader is gone", () -> {
                System.gc();
                return loader.get() == null;
            });
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AMQP_1_0", "AMQP_0_9_1"})
    void isGoneAfterTheStop(Protocol protocol) throws Exception {
        try (Emulator emulator = Emulator.builder().start();
                Program server = Program.of(
                        // Java 25 itself keeps it softly, until memory is short
                        List.of("-XX:SoftRefLRUPolicyMSPerMB=0", "-XX:TieredStopAtLevel=1"),
                        Server.class,
                        Map.of(),
                        protocol.name(),
                        String.valueOf(emulator.amqpPort()),
                        emulator.instanceId(),
                        emulator.accessKey(),
                        emulator.secretKey())) {
            assertEquals(0, server.awaitExit(), server.errors());
        }
    }

    private static WeakReference<ClassLoader> run(String... args) throws Exception {
        List<URL> classPath = new ArrayList<>();
        for (String each : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            classPath.add(new File(each).toURI().toURL());
        }
        try (URLClassLoader own =
                new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(own);
            own.loadClass(Application.class.getName())
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) args);
            return new WeakReference<>(own);
        } finally {
            Thread.currentThread().setContextClassLoader(ClassLoaderIT.class.getClassLoader());
        }
    }
}
