package com.alibaba.mqtt.server.emulator.instance;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An MQTT client id of the form {@code <group>@@@<device>}, at most 64 characters in all. */
public record ClientId(String group, String device) {
    private static final int MAX_LENGTH = 64;
    private static final Pattern GROUP = Pattern.compile("GID[_-][A-Za-z0-9_-]{3,60}");
    private static final Pattern FORM = Pattern.compile("(" + GROUP + ")@@@([A-Za-z0-9_-]+)");

    /** Takes the text apart; empty when it is not a client id. */
    public static Optional<ClientId> parse(@Nullable String text) {
        if (text == null || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(text);
        return matcher.matches() ? Optional.of(new ClientId(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    /** Whether the text can be the name of a group: {@code GID_} or {@code GID-}, 7 to 64 characters in all. */
    public static boolean isGroup(@Nullable String text) {
        return text != null && GROUP.matcher(text).matches();
    }

    /** The whole client id. */
    @Override
    public String toString() {
        return group + "@@@" + device;
    }
}
