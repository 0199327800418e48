package com.alibaba.mqtt.server.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the method of a bean that is called when clients of a group come and go. It has one parameter, which says for what it is
 * called:
 *
 * <ul>
 *   <li>{@link com.alibaba.mqtt.server.model.StatusNotice}, or {@code String} for the same as JSON: each notice, as it comes:
 *       late, twice, out of order. The contract of {@link com.alibaba.mqtt.server.callback.StatusListener#process} holds: if the
 *       method throws, the notice comes again.
 *   <li>{@link com.alibaba.mqtt.server.presence.model.PresenceChange}, or
 *       {@link com.alibaba.mqtt.server.presence.model.ClientPresence} for the state after it: each change of the true state,
 *       once. The contract of {@code PresenceTrackerBuilder.onOnline} holds.
 * </ul>
 *
 * All methods for one group are called for each of its notices, one after the other; if one throws, the notice comes again to all
 * of them. Texts may have placeholders, {@code ${..}}, and expressions, {@code #{..}}.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(MqttStatusListener.All.class)
public @interface MqttStatusListener {
    /** Returns the group's id. */
    String group();

    /** Returns the instance, a name below {@code mqtt-status.instances}; by default that of {@code mqtt-status} itself. */
    String instance() default "";

    /**
     * Returns how many calls of the group's methods may run concurrently, 1 to 1000: the group has a connection and threads of its
     * own then. By default it shares those of the instance, {@code mqtt-status.consumer.max-threads}.
     */
    String concurrency() default "";

    /** Returns whether a change is also the first sight of a client, which may have been in its state for long. */
    boolean firstSeen() default false;

    /**
     * Returns the name of the bean, an {@link MqttStatusErrorHandler}, that decides about what the method throws; by default the
     * one of that type, if there is one.
     */
    String errorHandler() default "";

    /** Several of them at one method. */
    @Documented
    @Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
    @Retention(RetentionPolicy.RUNTIME)
    @interface All {
        /** Returns all of them. */
        MqttStatusListener[] value();
    }
}
