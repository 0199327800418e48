package com.alibaba.mqtt.server.spring.boot;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;

/** A test of an application with {@code @EmulatedMqtt} has the emulator in the application, with the groups of the annotation. */
final class EmulatedMqttCustomizerFactory implements ContextCustomizerFactory {
    /** By its name, as who has no test with it need not have it. */
    private static final String ANNOTATION = "com.alibaba.mqtt.server.emulator.junit5.EmulatedMqtt";

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
        MergedAnnotation<?> found =
                MergedAnnotations.from(testClass, SearchStrategy.TYPE_HIERARCHY).get(ANNOTATION);
        return found.isPresent()
                ? new Customizer(List.of(found.getStringArray("groups")), List.of(found.getStringArray("topics")))
                : null;
    }

    /** Equal ones share an application context. */
    private record Customizer(List<String> groups, List<String> topics) implements ContextCustomizer {
        @Override
        public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
            Map<String, Object> properties = new LinkedHashMap<>();
            properties.put("mqtt-status.emulator.enabled", true);
            properties.put("mqtt-status.emulator.groups", String.join(",", groups));
            properties.put("mqtt-status.emulator.topics", String.join(",", topics));
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("@EmulatedMqtt", properties));
        }
    }
}
