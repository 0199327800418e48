package com.alibaba.mqtt.server.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.presence.model.PresenceChange;
import com.alibaba.mqtt.server.spring.MqttMessageListener;
import com.alibaba.mqtt.server.spring.MqttStatusListener;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.ExecutableHint;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeHint;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

/** What is worked out ahead of time for an application with listeners, as for a native image. */
class ListenerHintsTest {
    private final InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void annotatedMethodsOfTheApplicationCanBeCalled() throws Exception {
        RuntimeHints hints = aheadOfTime(App.class);
        assertThat(called(hints, Listeners.class)).containsExactlyInAnyOrder("onNotice", "onChange", "onMessage");
        assertThat(called(hints, App.class)).doesNotContain("listeners");
    }

    @Test
    void theSourcesOfTheConfigurationAreGenerated() throws Exception {
        aheadOfTime(App.class);
        assertThat(files.getGeneratedFiles(GeneratedFiles.Kind.SOURCE).keySet())
                .anyMatch(name -> name.contains("MqttStatusAutoConfiguration"));
    }

    private RuntimeHints aheadOfTime(Class<?> application) {
        context.register(application);
        DefaultGenerationContext generation =
                new DefaultGenerationContext(new ClassNameGenerator(ClassName.get(application)), files);
        new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
        generation.writeGeneratedContent();
        return generation.getRuntimeHints();
    }

    private static List<String> called(RuntimeHints hints, Class<?> type) {
        TypeHint hint = hints.reflection().getTypeHint(type);
        Stream<ExecutableHint> methods = hint == null ? Stream.empty() : hint.methods();
        return methods.filter(method -> method.getMode() == ExecutableMode.INVOKE)
                .map(ExecutableHint::getName)
                .toList();
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(MqttStatusAutoConfiguration.class)
    static class App {
        @Bean
        Listeners listeners() {
            return new Listeners();
        }
    }

    static class Listeners {
        @MqttStatusListener(group = "GID_a")
        @MqttStatusListener(group = "GID_b")
        void onNotice(StatusNotice notice) {}

        @MqttStatusListener(group = "GID_a")
        protected void onChange(PresenceChange change) {}

        @MqttMessageListener(topic = "t")
        public void onMessage(String text) {}

        void another() {}
    }
}
