package com.alibaba.mqtt.server.emulator.junit5;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.query.Pace;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import com.alibaba.mqtt.server.query.StatusQueryClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** What {@link EmulatedMqtt} does. */
public final class EmulatedMqttExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(EmulatedMqttExtension.class);

    /** Creates it; JUnit does. */
    public EmulatedMqttExtension() {}

    /** An emulator that a test has, until it is given back. */
    private record Loan(Emulator emulator, GivingBack giveBack) {}

    private interface GivingBack {
        void run() throws IOException;
    }

    /** So that JUnit closes the pool at the end of its context: JUnit 5 by the one interface, newer ones by the other. */
    @SuppressWarnings("deprecation")
    private record Pooled(EmulatorPool pool) implements Store.CloseableResource, AutoCloseable {
        @Override
        public void close() {
            pool.close();
        }
    }

    @Override
    public void beforeEach(ExtensionContext test) throws IOException {
        loan(test);
    }

    @Override
    public void afterEach(ExtensionContext test) throws IOException {
        Loan loan = test.getStore(NAMESPACE).remove(Loan.class, Loan.class);
        if (loan != null) {
            loan.giveBack().run();
        }
    }

    private static Loan loan(ExtensionContext test) throws IOException {
        Store store = test.getStore(NAMESPACE);
        Loan known = store.get(Loan.class, Loan.class);
        if (known != null) {
            return known;
        }
        Emulator ofApplication = SpringTests.emulator(test);
        Loan loan = ofApplication == null ? fromPool(test) : ofApplication(ofApplication);
        store.put(Loan.class, loan);
        return loan;
    }

    /** It stays connected, and what it knows is what the application knows: only the faults are over after the test. */
    private static Loan ofApplication(Emulator emulator) {
        return new Loan(emulator, () -> {
            emulator.faults().clear();
            emulator.openApi().clear();
        });
    }

    @SuppressWarnings("deprecation") // what takes its place is not in JUnit 5
    private static Loan fromPool(ExtensionContext test) throws IOException {
        EmulatedMqtt wanted = wanted(test);
        ExtensionContext keeper = wanted.lifetime() == Lifetime.JVM ? test.getRoot() : outermostClass(test);
        EmulatorPool pool = Objects.requireNonNull(keeper.getStore(NAMESPACE)
                        .getOrComputeIfAbsent(Pooled.class, each -> new Pooled(new EmulatorPool()), Pooled.class))
                .pool();
        EmulatorPool.Key key = EmulatorPool.Key.of(wanted);
        Emulator emulator = pool.take(key);
        return new Loan(emulator, () -> pool.giveBack(key, emulator));
    }

    private static EmulatedMqtt wanted(ExtensionContext test) {
        for (Class<?> type = test.getRequiredTestClass(); type != null; type = type.getEnclosingClass()) {
            EmulatedMqtt found = type.getAnnotation(EmulatedMqtt.class);
            if (found != null) {
                return found;
            }
        }
        throw new IllegalStateException(
                test.getRequiredTestClass() + " has no @EmulatedMqtt, nor has a class around it");
    }

    private static ExtensionContext outermostClass(ExtensionContext test) {
        ExtensionContext found = test;
        for (ExtensionContext at = test;
                at.getTestClass().isPresent();
                at = at.getParent().orElse(test.getRoot())) {
            found = at;
        }
        return found;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return isOurs(parameter.getParameter().getType())
                && Arrays.stream(parameter.getParameter().getAnnotations())
                        .map(Annotation::annotationType)
                        .noneMatch(SpringTests::resolves);
    }

    private static boolean isOurs(Class<?> type) {
        return type == Emulator.class || type == ChannelConfig.class || type == StatusQueryClientBuilder.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        if (test.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException("an emulator is lent to a test: take it as a parameter of a test,"
                    + " @BeforeEach or @AfterEach method, not of a constructor or @BeforeAll method");
        }
        Emulator emulator;
        try {
            emulator = loan(test).emulator();
        } catch (IOException e) {
            throw new UncheckedIOException("the emulator did not start", e);
        }
        Class<?> type = parameter.getParameter().getType();
        boolean network = wanted(test).network();
        if (type == ChannelConfig.class) {
            return channelConfig(
                    emulator, network ? emulator.network().backends().port() : emulator.amqpPort());
        }
        return type == Emulator.class
                ? emulator
                : queries(emulator, network ? emulator.network().queries().port() : emulator.openApiPort());
    }

    private static ChannelConfig channelConfig(Emulator emulator, int port) {
        ChannelConfig config = new ChannelConfig();
        config.setDomain(emulator.host());
        config.setPort(port);
        config.setInstanceId(emulator.instanceId());
        config.setAccessKey(emulator.accessKey());
        config.setSecretKey(emulator.secretKey());
        return config;
    }

    private static StatusQueryClientBuilder queries(Emulator emulator, int port) {
        return StatusQueryClient.builder()
                .endpoint("http://" + emulator.host() + ":" + port)
                .instanceId(emulator.instanceId())
                .credentials(Credentials.of(emulator.accessKey(), emulator.secretKey()))
                .pace(Pace.unlimited());
    }
}
