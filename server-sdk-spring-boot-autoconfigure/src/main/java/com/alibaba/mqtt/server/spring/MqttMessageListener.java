package com.alibaba.mqtt.server.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the method of a bean that is called with each message that clients publish to a topic or below it. Its parameters, in any
 * order: the payload as {@code byte[]} or {@code String} (UTF-8), and if it wants
 * {@link com.alibaba.mqtt.server.model.MessageProperties}. The contract of
 * {@link com.alibaba.mqtt.server.callback.MessageListener#process} holds: if the method throws, the message comes again. Texts may
 * have placeholders, {@code ${..}}, and expressions, {@code #{..}}.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(MqttMessageListener.All.class)
public @interface MqttMessageListener {
    /** Returns the first level of the topic. */
    String topic();

    /** Returns the instance, see {@link MqttStatusListener#instance}. */
    String instance() default "";

    /** Returns how many calls may run concurrently, see {@link MqttStatusListener#concurrency}. */
    String concurrency() default "";

    /** Returns who decides about what the method throws, see {@link MqttStatusListener#errorHandler}. */
    String errorHandler() default "";

    /** Several of them at one method. */
    @Documented
    @Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
    @Retention(RetentionPolicy.RUNTIME)
    @interface All {
        /** Returns all of them. */
        MqttMessageListener[] value();
    }
}
