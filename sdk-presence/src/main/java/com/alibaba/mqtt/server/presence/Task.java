package com.alibaba.mqtt.server.presence;

/** What is to be done about a client at some time; a {@link PresenceStore} finds the clients of each, see {@link Due}. */
public enum Task {
    /** To call the actions. */
    NOTIFY,
    /** To ask the service before an offline is told. The most urgent question. */
    CONFIRM,
    /** To ask the service about a state that is doubtful. */
    RECHECK,
    /** To ask the service about a client that may have changed without a notice; there may be many. */
    RECONCILE
}
