package com.alibaba.mqtt.server.emulator.junit5;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.query.StatusQueryClientBuilder;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;

/** Which parameters of a test are the emulator's. */
@EmulatedMqtt
class ParametersTest {
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.PARAMETER)
    @interface Own {}

    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.PARAMETER)
    @Autowired
    @interface OwnOfSpring {}

    @Test
    void anAnnotationOfTheTestsOwnIsFine(@Own Emulator emulator, @Own @Nullable ChannelConfig config) {
        assertEquals(emulator.amqpPort(), config.getPort());
    }

    @Test
    void whatSpringResolvesAndOtherTypesAreLeftToOthers() {
        EmulatedMqttExtension extension = new EmulatedMqttExtension();
        Method method = Stream.of(ParametersTest.class.getDeclaredMethods())
                .filter(each -> each.getName().equals("parameters"))
                .findFirst()
                .orElseThrow();
        List<Boolean> supported = Arrays.stream(method.getParameters())
                .map(each -> extension.supportsParameter(context(each), nothing(ExtensionContext.class)))
                .toList();
        assertEquals(List.of(true, true, true, true, false, false, false, false, false), supported);
    }

    @SuppressWarnings("unused")
    private static void parameters(
            Emulator plain,
            ChannelConfig config,
            StatusQueryClientBuilder queries,
            @Own Emulator own,
            @Autowired Emulator autowired,
            @Own @Qualifier("emulator") Emulator qualified,
            @OwnOfSpring Emulator composed,
            String other,
            @Own Object any) {}

    private static ParameterContext context(Parameter parameter) {
        return (ParameterContext) Proxy.newProxyInstance(
                ParametersTest.class.getClassLoader(),
                new Class<?>[] {ParameterContext.class},
                (proxy, method, arguments) -> method.getName().equals("getParameter") ? parameter : null);
    }

    private static <T> T nothing(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                ParametersTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null));
    }
}
