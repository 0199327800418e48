package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door to what is no API of Qpid JMS. Opens the {@link Bypass} if the Qpid JMS on the class path is a version that was
 * tested with it, and has the classes, methods and fields that it needs; else {@link PlainJms}, which costs speed and loses
 * nothing, with one warning.
 */
final class QpidInternals {
    /** Each passed the tests of this package on the bypass; the contract of the wire runs with the last one. */
    static final List<String> KNOWN = List.of("2.6.1", "2.7.0", "2.8.0", "2.9.0", "2.10.0");

    /** The system property with the version to assume, whichever is there: {@code none} enforces {@link PlainJms}. */
    static final String VERSION_PROPERTY = "mqttstatus.qpidJmsVersion";

    private static final Logger LOG = LoggerFactory.getLogger(QpidInternals.class);
    private static final String PACKAGE = "org.apache.qpid.jms.";
    /** By class: methods with the number of their parameters, and fields. */
    private static final List<String> SHAPE = List.of(
            "JmsConnectionFactory configureConnectionInfo/2 createProvider/1",
            "message.JmsInboundMessageDispatch getConsumerInfo/0 getConsumerId/0 getMessage/0 getRedeliveryCount/0"
                    + " setConsumerId/1 setConsumerInfo/1 setProviderHint/1 setMessage/1 setMessageId/1",
            "meta.JmsConsumerId getProviderHint/0",
            "meta.JmsConsumerInfo getDestination/0 getParentId/0 getPrefetchSize/0 setPrefetchSize/1",
            "provider.Provider acknowledge/3 create/2 stop/2",
            "provider.ProviderFutureFactory create/1",
            "provider.ProviderWrapper next connect/1 create/2 getRemoteURI/0 onConnectionFailure/1 onInboundMessage/1",
            "provider.amqp.AmqpProvider create/2 getFailureCause/0 scheduleExecuteAndPump/1 setIdleTimeout/1"
                    + " setMaxFrameSize/1 setSaslMechanisms/1 setVhost/1 removeFromFailOnConnectionDropTracking/1",
            "provider.amqp.AmqpConsumer acknowledge/2 deliver/1 getDestination/0 getEndpoint/0"
                    + " getNextIncomingSequenceNumber/0 getResourceInfo/0 getSession/0 processDeliveryUpdates/2 start/1",
            "provider.amqp.AmqpSession schedule/2",
            "provider.amqp.builders.AmqpConsumerBuilder requestTimeoutTask afterClosed/2 buildResource/1"
                    + " createEndpoint/1 createResource/3 getDefaultOpenAbortException/0 getEndpoint/0"
                    + " getOpenAbortExceptionFromRemote/0 getRequest/0 getResource/0 getResourceInfo/0 hasRemoteError/0"
                    + " processRemoteClose/1 processRemoteDetach/1",
            "provider.amqp.message.AmqpCodec decodeMessage/2 getDecoder/0",
            "transports.netty.NettyTcpTransport addAdditionalHandlers/1 createChannelHandler/0 getRemoteHost/0"
                    + " handleConnected/1 handleException/2 setThreadFactory/1");

    /** Whether the warning was logged. */
    static final AtomicBoolean WARNED = new AtomicBoolean();

    private QpidInternals() {}

    /**
     * Returns how to connect with the Qpid JMS that is there.
     *
     * @param tls null for none
     */
    static Route.Factory routes(ConnectionSettings config, @Nullable SSLContext tls) {
        String why = whyUnknown(version(), SHAPE);
        if (why == null) {
            return (address, connectMillis) -> new Bypass(config, address, connectMillis, tls);
        }
        warnOnce(why, LOG::warn);
        return (address, connectMillis) -> new PlainJms(config, address, connectMillis, tls);
    }

    static void warnOnce(String why, Consumer<String> log) {
        if (WARNED.compareAndSet(false, true)) {
            log.accept(why + " So AMQP 1.0 deliveries pass its JMS sessions, which costs CPU and loses nothing.");
        }
    }

    /** Returns the version of Qpid JMS on the class path, or the one that is to be assumed. */
    static String version() {
        String assumed = System.getProperty(VERSION_PROPERTY);
        if (assumed != null) {
            return assumed;
        }
        // not its package's version: a jar that holds a whole application has its own
        try (InputStream in = JmsConnectionFactory.class.getResourceAsStream("util/version.txt")) {
            return in == null ? "without a version" : new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            LOG.debug("the version of Qpid JMS cannot be read", e);
            return "without a version";
        }
    }

    /** Returns why the bypass cannot be taken, as a sentence; null if it can. */
    static @Nullable String whyUnknown(String version, List<String> shape) {
        return whyUnknown(version, shape, JmsConnectionFactory.class.getClassLoader());
    }

    static @Nullable String whyUnknown(String version, List<String> shape, ClassLoader loader) {
        String found = "The class path has Qpid JMS " + ForeignText.visible(version);
        String known = " this SDK knows the inside of " + String.join(", ", KNOWN) + ".";
        if (!KNOWN.contains(version)) {
            return found + ";" + known;
        }
        for (String each : shape) {
            String missing = missing(loader, each.split(" ", -1));
            if (missing != null) {
                return found + ", but without " + missing + ";" + known;
            }
        }
        return null;
    }

    /** Returns the first that is not there; null if all are. */
    private static @Nullable String missing(ClassLoader loader, String... classAndMembers) {
        String name = PACKAGE + classAndMembers[0];
        try {
            Class<?> type = Class.forName(name, false, loader);
            for (int n = 1; n < classAndMembers.length; n++) {
                if (!has(type, classAndMembers[n])) {
                    return name + " " + classAndMembers[n];
                }
            }
            return null;
        } catch (ClassNotFoundException | LinkageError e) {
            // LinkageError: it is there, and what it needs is not
            return name;
        }
    }

    private static boolean has(@Nullable Class<?> type, String member) {
        if (type == null) {
            return false;
        }
        for (Method method : type.getDeclaredMethods()) {
            if (!Modifier.isPrivate(method.getModifiers())
                    && member.equals(method.getName() + "/" + method.getParameterCount())) {
                return true;
            }
        }
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isPrivate(field.getModifiers()) && member.equals(field.getName())) {
                return true;
            }
        }
        for (Class<?> each : type.getInterfaces()) {
            if (has(each, member)) {
                return true;
            }
        }
        return has(type.getSuperclass(), member);
    }
}
