package com.alibaba.mqtt.server.emulator.instance;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parent topics of the instance, and how the topics below them are made. */
public final class Topics {
    /** The queue of the IoT Platform, for its own logins only. No parent topic has this name. */
    public static final String IOT_PLATFORM = "default";

    private static final String P2P = "/p2p/";

    private final Set<String> parents;

    /** Creates the parent topics, by their names. */
    public Topics(Collection<String> parents) {
        this.parents = Set.copyOf(parents);
    }

    /**
     * Whether the text can be the name of a parent topic: 3 to 64 letters, digits, dashes and underscores. The name
     * {@code default} is kept for the queue of the IoT Platform.
     */
    public static boolean isName(@Nullable String text) {
        return text != null && text.matches("[A-Za-z0-9_-]{3,64}") && !text.equals(IOT_PLATFORM);
    }

    /** The part before the first slash. */
    public static String parent(String topic) {
        int slash = topic.indexOf('/');
        return slash < 0 ? topic : topic.substring(0, slash);
    }

    /** The part after the first slash; empty when there is no slash. */
    public static Optional<String> second(String topic) {
        int slash = topic.indexOf('/');
        return slash < 0 ? Optional.empty() : Optional.of(topic.substring(slash + 1));
    }

    /** The client that a message to {@code <parent>/p2p/<client id>} is for; empty for any other topic. */
    public static Optional<ClientId> p2pTarget(String topic) {
        String parent = parent(topic);
        return topic.startsWith(P2P, parent.length())
                ? ClientId.parse(topic.substring(parent.length() + P2P.length()))
                : Optional.empty();
    }

    /** Whether the topic or topic filter is a parent topic or lies below one. */
    public boolean contains(String topicOrFilter) {
        return parents.contains(parent(topicOrFilter));
    }

    /** Whether a message can be published to this topic. */
    public boolean canPublish(String topic) {
        return contains(topic) && topic.indexOf('+') < 0 && topic.indexOf('#') < 0 && topic.indexOf('\0') < 0;
    }
}
