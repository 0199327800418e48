package com.alibaba.mqtt.server.presence.store;

/** What is due for a client at some time; a {@link PresenceStore} finds the clients of each, see {@link Due}. */
public enum Task {
    /** To call the actions. */
    NOTIFY,
    /** To ask the service before an offline is notified. The most urgent query. */
    CONFIRM,
    /** To ask the service about a state that is uncertain. */
    RECHECK,
    /** To ask the service about a client that may have changed without a notice; there may be many. */
    RECONCILE
}
