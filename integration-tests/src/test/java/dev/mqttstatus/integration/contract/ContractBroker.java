package dev.mqttstatus.integration.contract;

import java.util.List;

/** A broker that {@link WireContract} is tested on, from the broker's own side. A fresh one for each test. */
interface ContractBroker {
    /** Where it listens on 127.0.0.1. */
    int port();

    /** Puts bodies into the queue of the contract's group, in this order. */
    void put(List<byte[]> bodies) throws Exception;

    /** How many notices the group's queue holds, those included that are unsettled at a consumer. */
    long queued() throws Exception;

    /** How many notices of the group were given up. */
    long deadLetters() throws Exception;

    /**
     * Publishes a message as a device would.
     *
     * @return its id, or null if the publisher does not learn it
     */
    String publish(DeviceMessage message) throws Exception;

    /** From now on what the SDK sends to this topic is kept; before, it leads nowhere. */
    void take(String topic) throws Exception;

    /** The next messages that the SDK has sent, each as topic, blank and payload. Waits for them. */
    List<String> taken(int count) throws Exception;

    /** Ends all that it started. */
    void close() throws Exception;
}
