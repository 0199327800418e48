package com.alibaba.mqtt.server.spring.listener;

import com.alibaba.mqtt.server.internal.Allowed;
import com.alibaba.mqtt.server.model.MessageProperties;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.model.PresenceChange;
import com.alibaba.mqtt.server.spring.MqttMessageListener;
import com.alibaba.mqtt.server.spring.MqttStatusInstances;
import com.alibaba.mqtt.server.spring.MqttStatusListener;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationAttributes;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringValueResolver;

/**
 * The annotated methods of all beans, found by the types of the beans, without creating one. Each class is looked at once. For one
 * thread. Internal.
 */
public final class ListenerMethods {
    private static final int MAX_CONCURRENCY = 1_000;
    private static final Map<Class<?>, ListenerMethod.Kind> KINDS = Map.of(
            StatusNotice.class, ListenerMethod.Kind.NOTICE,
            String.class, ListenerMethod.Kind.JSON,
            PresenceChange.class, ListenerMethod.Kind.CHANGE,
            ClientPresence.class, ListenerMethod.Kind.PRESENCE);

    private final ConfigurableListableBeanFactory beans;
    private final StringValueResolver texts;
    /** The types of the beans by their names, as far as they have been looked at. */
    private final Map<String, Class<?>> looked = new HashMap<>();

    private final List<ListenerMethod> all;

    /**
     * Finds all annotated methods.
     *
     * @throws IllegalStateException if one of them cannot be called as its annotation says
     */
    public ListenerMethods(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
        this.texts = new EmbeddedValueResolver(beans);
        this.all = List.copyOf(look());
    }

    /** Returns all of them. */
    public List<ListenerMethod> all() {
        return all;
    }

    /**
     * Refuses methods that are to be seen only now, when the beans are created.
     *
     * @throws IllegalStateException if there is one that is not among {@link #all}
     */
    public void requireAll() {
        for (ListenerMethod each : look()) {
            if (!all.contains(each)) {
                throw new IllegalStateException("the listener " + each.name() + " of the bean " + each.beanName()
                        + " is not to be seen by the type that its @Bean method declares; declare the class itself");
            }
        }
    }

    /** Returns the methods of the beans whose types are not those that have been looked at. */
    private List<ListenerMethod> look() {
        List<ListenerMethod> found = new ArrayList<>();
        for (String name : beans.getBeanNamesForType(Object.class, true, false)) {
            Class<?> type = ScopedProxyUtils.isScopedTarget(name) ? null : type(beans, name);
            if (type != null && type != looked.put(name, type)) {
                found.addAll(of(name, type, MqttStatusListener.class, "group", ListenerMethods::kind));
                found.addAll(of(name, type, MqttMessageListener.class, "topic", ListenerMethods::messageKind));
            }
        }
        return found;
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

    /**
     * Returns the methods with an annotation.
     *
     * @param source what the annotation calls the source
     */
    private List<ListenerMethod> of(
            String beanName,
            Class<?> type,
            Class<? extends Annotation> annotation,
            String source,
            Function<Method, ListenerMethod.Kind> kind) {
        if (!AnnotationUtils.isCandidateClass(type, annotation)) {
            return List.of();
        }
        List<ListenerMethod> found = new ArrayList<>();
        annotated(type, annotation)
                .forEach((method, annotations) -> annotations.forEach(each -> {
                    AnnotationAttributes says = AnnotationUtils.getAnnotationAttributes(method, each);
                    found.add(new ListenerMethod(
                            beanName,
                            method,
                            kind.apply(method),
                            text(method, source, says.getString(source)),
                            instance(method, says.getString("instance")),
                            concurrency(method, says.getString("concurrency")),
                            says.containsKey("firstSeen") && says.getBoolean("firstSeen"),
                            says.getString("errorHandler")));
                }));
        return found;
    }

    /** Returns the methods of a class that have one of the annotations. */
    public static Set<Method> annotated(Class<?> type) {
        Set<Method> all =
                new HashSet<>(annotated(type, MqttStatusListener.class).keySet());
        all.addAll(annotated(type, MqttMessageListener.class).keySet());
        return all;
    }

    private static Map<Method, Set<? extends Annotation>> annotated(
            Class<?> type, Class<? extends Annotation> annotation) {
        return MethodIntrospector.selectMethods(
                type, (MethodIntrospector.MetadataLookup<Set<? extends Annotation>>) method -> {
                    Set<? extends Annotation> merged =
                            AnnotatedElementUtils.getMergedRepeatableAnnotations(method, annotation);
                    return merged.isEmpty() ? null : merged;
                });
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
