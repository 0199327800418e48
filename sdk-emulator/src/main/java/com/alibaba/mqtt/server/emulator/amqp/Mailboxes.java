package com.alibaba.mqtt.server.emulator.amqp;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The mailboxes of all groups, or of all topics, by the name of their group or topic. */
public final class Mailboxes {
    private final String kind;
    private final Map<String, Mailbox> byName = new LinkedHashMap<>();

    /** @param kind what the names are, for messages: group or topic */
    public Mailboxes(String kind, Collection<String> names, Function<String, Mailbox> creator) {
        this.kind = kind;
        names.forEach(name -> byName.put(name, creator.apply(name)));
    }

    /**
     * Returns the mailbox of a group or topic.
     *
     * @throws IllegalArgumentException when there is none with this name
     */
    public Mailbox get(String name) {
        Mailbox mailbox = byName.get(name);
        if (mailbox == null) {
            throw new IllegalArgumentException(kind + " " + name + " does not exist, there are " + byName.keySet());
        }
        return mailbox;
    }

    /** All of them. */
    public Collection<Mailbox> all() {
        return byName.values();
    }
}
