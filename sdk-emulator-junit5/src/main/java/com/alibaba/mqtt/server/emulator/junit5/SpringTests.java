package com.alibaba.mqtt.server.emulator.junit5;

import com.alibaba.mqtt.server.emulator.Emulator;
import java.lang.annotation.Annotation;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/** The emulator that the application of a Spring test has, which the test then uses too. Spring's classes may be missing. */
final class SpringTests {
    private static final String EXTENSION = "org.springframework.test.context.junit.jupiter.SpringExtension";

    private SpringTests() {}

    /** Returns it; null if it is no such test, or the application has none. */
    static @Nullable Emulator emulator(ExtensionContext test) {
        boolean spring =
                AnnotationSupport.findRepeatableAnnotations(test.getRequiredTestClass(), ExtendWith.class).stream()
                        .flatMap(with -> Arrays.stream(with.value()))
                        .anyMatch(extension -> extension.getName().equals(EXTENSION));
        return spring ? Application.emulator(test) : null;
    }

    /** Returns whether Spring resolves a parameter with this annotation: {@code @Autowired}, or one that has it, for instance. */
    static boolean resolves(Class<? extends Annotation> annotation) {
        return isOfSpring(annotation)
                || Arrays.stream(annotation.getAnnotations())
                        .map(Annotation::annotationType)
                        .anyMatch(SpringTests::isOfSpring);
    }

    private static boolean isOfSpring(Class<?> type) {
        return type.getName().startsWith("org.springframework.");
    }

    /** Loaded for such tests only. */
    private static final class Application {
        static @Nullable Emulator emulator(ExtensionContext test) {
            return SpringExtension.getApplicationContext(test)
                    .getBeanProvider(Emulator.class)
                    .getIfUnique();
        }
    }
}
