package com.alibaba.mqtt.server.internal.connect;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.Causes;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Names the library to declare when a class of a wire cannot be linked. The usual reason is a parent POM of the
 * application that manages another version than this SDK needs.
 */
public final class MissingLibrary {
    private MissingLibrary() {}

    /** Returns what to throw: retrying does not help, the class path must be corrected. */
    public static ServerException failure(String needed, LinkageError error) {
        return failure(needed, error, ForeignText.hiding());
    }

    /** Does so, and hides what the text hides. */
    static ServerException failure(String needed, LinkageError error, ForeignText foreign) {
        // the first error of a class says why, the later ones only that it failed before
        LinkageError innermost = Causes.last(error, LinkageError.class);
        LinkageError root = innermost == null ? error : innermost;
        StringBuilder text = new StringBuilder(needed)
                .append(", but a library that it works with is missing or of another version: ")
                .append(foreign.show(root.toString()));
        String @Nullable [] library = libraryOf(root);
        if (library != null) {
            text.append(". Declare ").append(library[0]);
            String found = jarWith(library[1]);
            if (found != null) {
                text.append("; there is ").append(found).append(", which a parent or a dependency may have chosen");
            }
        }
        return new ServerException(ErrorCode.BAD_CONFIGURATION, text.toString(), false, foreign.show(error));
    }

    /** Returns the coordinates, and a class that another version of it has; null if it is none that we know. */
    private static String @Nullable [] libraryOf(LinkageError error) {
        String text = String.valueOf(error.getMessage()).replace('/', '.');
        String @Nullable [] first = null;
        int position = Integer.MAX_VALUE;
        for (Map.Entry<String, String> library : libraries().entrySet()) {
            int at = text.indexOf(library.getKey() + '.');
            if (at >= 0 && at < position) {
                position = at;
                first = library.getValue().split(" ", 2);
            }
        }
        return first;
    }

    /** By the package that a class name begins with; the build writes the versions. */
    private static Map<String, String> libraries() {
        Map<String, String> libraries = new TreeMap<>();
        try (InputStream in = MissingLibrary.class.getResourceAsStream("libraries.properties")) {
            if (in != null) {
                Properties read = new Properties();
                read.load(in);
                read.forEach((key, value) -> libraries.put((String) key, (String) value));
            }
        } catch (IOException e) {
            // then the error is reported without the advice
            return Map.of();
        }
        return libraries;
    }

    /** Returns the file name of the jar; null if there is none. */
    private static @Nullable String jarWith(String className) {
        ClassLoader loader = MissingLibrary.class.getClassLoader();
        URL found = loader == null ? null : loader.getResource(className.replace('.', '/') + ".class");
        if (found == null) {
            return null;
        }
        String address = found.toString();
        int end = address.toLowerCase(Locale.ROOT).indexOf(".jar!");
        return end < 0 ? null : address.substring(address.lastIndexOf('/', end) + 1, end + ".jar".length());
    }
}
