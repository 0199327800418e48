package com.alibaba.mqtt.server.spring.boot;

import com.alibaba.mqtt.server.spring.listener.ListenerMethods;
import java.lang.reflect.Method;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.util.ClassUtils;

/** Lets a native image call the annotated methods of the application's beans, which are found and called by reflection. */
final class ListenerHints implements BeanRegistrationAotProcessor {
    @Override
    public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
        Set<Method> methods = ListenerMethods.annotated(ClassUtils.getUserClass(bean.getBeanClass()));
        return methods.isEmpty()
                ? null
                : (context, code) -> methods.forEach(
                        method -> context.getRuntimeHints().reflection().registerMethod(method, ExecutableMode.INVOKE));
    }
}
