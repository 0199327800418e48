package com.alibaba.mqtt.server.emulator.junit5;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test of a class an emulator of ApsaraMQ for MQTT in its first state. Parameters of test, {@code @BeforeEach} and
 * {@code @AfterEach} methods are set:
 *
 * <ul>
 *   <li>{@code Emulator}: devices ({@code emulator.device(..)}), faults, what is queued;
 *   <li>{@code ChannelConfig}: for {@code ServerConsumer} and {@code ServerProducer}, a new one for each parameter;
 *   <li>{@code StatusQueryClientBuilder}: for queries, a new one for each parameter, without a pace.
 * </ul>
 *
 * <p>Starting an emulator takes a second or two; so one is used for all tests of the JVM with the same groups and topics, one
 * after the other: after each test all connections are ended, queues emptied and faults ended. Tests that run concurrently
 * have one each. What the SDK's own objects do when their connections are cut after a test is their reconnecting: close them in
 * the test.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(EmulatedMqttExtension.class)
public @interface EmulatedMqtt {
    /** Returns the groups, {@code GID_demo} by default. */
    String[] groups() default {"GID_demo"};

    /** Returns the parent topics, {@code demo_topic} by default. */
    String[] topics() default {"demo_topic"};

    /**
     * Returns whether {@code ChannelConfig} and {@code StatusQueryClientBuilder} lead through the bad network of
     * {@code emulator.network()}, which is a good one until a test says otherwise; false by default.
     */
    boolean network() default false;

    /** Returns how long an emulator is kept, {@link Lifetime#JVM} by default. */
    Lifetime lifetime() default Lifetime.JVM;
}
