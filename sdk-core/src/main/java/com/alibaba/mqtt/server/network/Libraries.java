package com.alibaba.mqtt.server.network;

import com.alibaba.mqtt.server.internal.ForeignText;
import java.util.Map;
import java.util.TreeMap;

/** Tells from a class that cannot be loaded or linked which library is missing, or there in another version. */
final class Libraries {
    private static final Map<String, String> BY_PACKAGE = new TreeMap<>(Map.of(
            "com.alibaba.fastjson2", "com.alibaba.fastjson2:fastjson2",
            "com.rabbitmq", "com.rabbitmq:amqp-client",
            "io.netty", "io.netty:netty-handler and its neighbours",
            "jakarta.jms", "jakarta.jms:jakarta.jms-api 3.1",
            "org.apache.commons.codec", "commons-codec:commons-codec",
            "org.apache.qpid.jms", "org.apache.qpid:qpid-jms-client",
            "org.apache.qpid.proton", "org.apache.qpid:proton-j",
            "org.slf4j", "org.slf4j:slf4j-api"));

    private Libraries() {}

    /** Returns what an exception with a {@link LinkageError} in its chain means for who runs this. */
    static String missing(Throwable e, ForeignText text) {
        Throwable at = e;
        while (at.getCause() != null && (!(at instanceof LinkageError) || at instanceof ExceptionInInitializerError)) {
            at = at.getCause();
        }
        String said = String.valueOf(at.getMessage());
        String library = library(said.replace('/', '.'));
        return "the class path does not fit: " + at.getClass().getSimpleName() + ": " + text.show(said) + "; declare "
                + (library == null ? "the libraries" : library)
                + " as server-sdk-bom does, and look for another version"
                + " of it that something else brings";
    }

    private static String library(String said) {
        return BY_PACKAGE.entrySet().stream()
                .filter(each -> said.contains(each.getKey() + "."))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }
}
