package com.alibaba.mqtt.server.amqp10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QpidInternalsTest {
    @AfterEach
    void assumeNothing() {
        System.clearProperty(QpidInternals.VERSION_PROPERTY);
    }

    private static ConnectionSettings settings() {
        ChannelConfig config = new ChannelConfig();
        config.setDomain("my_broker");
        config.setPort(5672);
        config.setInstanceId("mqtt-xxx");
        config.setAccessKey("LTAI");
        config.setSecretKey("very-secret");
        return ConnectionSettings.of(config);
    }

    private static Route route() {
        return QpidInternals.routes(settings(), null).to(InetAddress.getLoopbackAddress(), 1_000);
    }

    @Test
    void theVersionOfThisBuildIsKnown() {
        assertTrue(QpidInternals.KNOWN.contains(QpidInternals.version()), QpidInternals.version());
        assertInstanceOf(Bypass.class, route());
    }

    @Test
    void anotherVersionCostsSpeed() {
        System.setProperty(QpidInternals.VERSION_PROPERTY, "99.1");
        Route route = route();
        assertInstanceOf(PlainJms.class, route);
        route.cut();
    }

    @Test
    void aWarningComesOnce() {
        QpidInternals.WARNED.set(false);
        List<String> log = new ArrayList<>();
        QpidInternals.warnOnce("Qpid JMS is old.", log::add);
        QpidInternals.warnOnce("Qpid JMS is old.", log::add);
        assertEquals(1, log.size());
        assertTrue(log.get(0).startsWith("Qpid JMS is old. So "), log.get(0));
    }

    @Test
    void theReasonNamesWhatIsThereAndWhatIsKnown() {
        assertEquals(
                "The class path has Qpid JMS 1.14.0; this SDK knows the inside of 2.6.1, 2.7.0, 2.8.0, 2.9.0, 2.10.0.",
                QpidInternals.whyUnknown("1.14.0", List.of()));
        assertTrue(QpidInternals.whyUnknown("2.10.0\u0007", List.of()).contains("2.10.0\\u0007;"));
    }

    @Test
    void aKnownVersionWithoutWhatIsNeededIsUnknown() {
        String version = QpidInternals.KNOWN.get(0);
        assertNull(QpidInternals.whyUnknown(version, List.of("provider.Provider acknowledge/3")));
        assertEquals(
                "The class path has Qpid JMS 2.6.1, but without org.apache.qpid.jms.provider.Provider acknowledge/9; this SDK"
                        + " knows the inside of 2.6.1, 2.7.0, 2.8.0, 2.9.0, 2.10.0.",
                QpidInternals.whyUnknown(version, List.of("provider.Provider acknowledge/3 acknowledge/9")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "provider.NoSuchClass",
                "provider.ProviderWrapper previous",
                "provider.ProviderWrapper next/0",
                // private
                "JmsConnection connectionInfo",
            })
    void eachOfTheseIsMissing(String shape) {
        assertNotNull(QpidInternals.whyUnknown("2.10.0", List.of(shape)));
    }

    /** As in a jar from which a tool took what it found unused. */
    @Test
    void aClassThatCannotBeLinkedIsMissing() {
        ClassLoader broken = new ClassLoader(null) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) {
                throw new NoClassDefFoundError(name);
            }
        };
        String why = QpidInternals.whyUnknown("2.10.0", List.of("provider.Provider acknowledge/3"), broken);
        assertTrue(why.contains("without org.apache.qpid.jms.provider.Provider;"), why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "provider.ProviderWrapper next connect/1",
                // of an interface's interface, of a class above
                "provider.amqp.AmqpProvider acknowledge/3",
                "provider.amqp.AmqpConsumer getEndpoint/0",
                "provider.amqp.builders.AmqpConsumerBuilder requestTimeoutTask",
            })
    void eachOfTheseIsThere(String shape) {
        assertNull(QpidInternals.whyUnknown("2.10.0", List.of(shape)));
    }
}
