package com.alibaba.mqtt.server.spring.listener;

import com.alibaba.mqtt.server.model.MessageProperties;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.model.PresenceChange;
import com.alibaba.mqtt.server.spring.MqttMessageListener;
import com.alibaba.mqtt.server.spring.MqttStatusInstances;
import com.alibaba.mqtt.server.spring.MqttStatusListener;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringValueResolver;

/** Finds the annotated methods by the types of the beans, without creating one. Internal. */
public final class ListenerMethods {
    private static final int MAX_CONCURRENCY = 1_000;
    private static final Map<Class<?>, ListenerMethod.Kind> KINDS = Map.of(
            StatusNotice.class, ListenerMethod.Kind.NOTICE,
            String.class, ListenerMethod.Kind.JSON,
            PresenceChange.class, ListenerMethod.Kind.CHANGE,
            ClientPresence.class, ListenerMethod.Kind.PRESENCE);

    private final StringValueResolver texts;
    private final List<ListenerMethod> found = new ArrayList<>();

    private ListenerMethods(ConfigurableListableBeanFactory beans) {
        this.texts = new EmbeddedValueResolver(beans);
    }

    /**
     * Returns all annotated methods.
     *
     * @throws IllegalStateException if one of them cannot be called as its annotation says
     */
    public static List<ListenerMethod> of(ConfigurableListableBeanFactory beans) {
        ListenerMethods methods = new ListenerMethods(beans);
        for (String name : beans.getBeanNamesForType(Object.class, true, false)) {
            Class<?> type = ScopedProxyUtils.isScopedTarget(name) ? null : type(beans, name);
            if (type != null
                    && AnnotationUtils.isCandidateClass(
                            type, List.of(MqttStatusListener.class, MqttMessageListener.class))) {
                methods.look(name, type);
            }
        }
        return List.copyOf(methods.found);
    }

    /** Not by way of creating a factory of beans, which would be too early for it. */
    private static @Nullable Class<?> type(ConfigurableListableBeanFactory beans, String name) {
        if (beans.containsBeanDefinition(name)
                && beans.getBeanDefinition(name).getAttribute(AutoProxyUtils.ORIGINAL_TARGET_CLASS_ATTRIBUTE)
                        instanceof Class<?> original) {
            return original;
        }
        Class<?> type = beans.getType(name, false);
        return type == null ? null : ClassUtils.getUserClass(type);
    }

    private void look(String beanName, Class<?> type) {
        Map<Method, Set<MqttStatusListener>> status = MethodIntrospector.selectMethods(
                type, (MethodIntrospector.MetadataLookup<Set<MqttStatusListener>>) method ->
                        found(AnnotatedElementUtils.getMergedRepeatableAnnotations(method, MqttStatusListener.class)));
        status.forEach((method, all) -> all.forEach(each -> found.add(new ListenerMethod(
                beanName,
                method,
                kind(method),
                text(method, "group", each.group()),
                instance(method, each.instance()),
                concurrency(method, each.concurrency()),
                each.firstSeen(),
                each.errorHandler()))));
        Map<Method, Set<MqttMessageListener>> messages = MethodIntrospector.selectMethods(
                type, (MethodIntrospector.MetadataLookup<Set<MqttMessageListener>>) method ->
                        found(AnnotatedElementUtils.getMergedRepeatableAnnotations(method, MqttMessageListener.class)));
        messages.forEach((method, all) -> all.forEach(each -> found.add(new ListenerMethod(
                beanName,
                method,
                messageKind(method),
                text(method, "topic", each.topic()),
                instance(method, each.instance()),
                concurrency(method, each.concurrency()),
                false,
                each.errorHandler()))));
    }

    private static <T> @Nullable Set<T> found(Set<T> annotations) {
        return annotations.isEmpty() ? null : annotations;
    }

    private static ListenerMethod.Kind kind(Method method) {
        Class<?>[] types = method.getParameterTypes();
        ListenerMethod.Kind kind = types.length == 1 ? KINDS.get(types[0]) : null;
        if (kind == null) {
            throw wrong(
                    method,
                    "has the parameters " + Arrays.toString(types)
                            + "; one of StatusNotice, String, PresenceChange or ClientPresence is allowed");
        }
        return kind;
    }

    private static ListenerMethod.Kind messageKind(Method method) {
        List<Class<?>> types = List.of(method.getParameterTypes());
        long payloads = types.stream()
                .filter(type -> type == byte[].class || type == String.class)
                .count();
        long properties =
                types.stream().filter(type -> type == MessageProperties.class).count();
        if (payloads != 1 || properties > 1 || payloads + properties != types.size()) {
            throw wrong(
                    method,
                    "has the parameters " + types
                            + "; the payload as byte[] or String, and MessageProperties, are allowed");
        }
        return ListenerMethod.Kind.MESSAGE;
    }

    private String text(Method method, String what, String text) {
        String resolved = texts.resolveStringValue(text);
        if (resolved == null || resolved.isBlank()) {
            throw wrong(method, "has an empty " + what + ": " + text);
        }
        return resolved;
    }

    private String instance(Method method, String text) {
        return text.isEmpty() ? MqttStatusInstances.DEFAULT : text(method, "instance", text);
    }

    private @Nullable Integer concurrency(Method method, String text) {
        if (text.isEmpty()) {
            return null;
        }
        String resolved = text(method, "concurrency", text);
        try {
            return Allowed.between("concurrency", Integer.valueOf(resolved.strip()), 1, MAX_CONCURRENCY);
        } catch (IllegalArgumentException e) {
            // NumberFormatException is one too
            throw wrong(method, "has the concurrency " + resolved + "; 1 to " + MAX_CONCURRENCY + " is allowed");
        }
    }

    private static IllegalStateException wrong(Method method, String what) {
        return new IllegalStateException(
                "the listener " + method.getDeclaringClass().getName() + "." + method.getName() + " " + what);
    }
}
