package dev.mqttstatus.benchmarks;

/** Asks the service whether a client is online, and waits for the answer. For many threads. */
interface Asker {
    String INSTANCE = "mqtt-cn-benchmark";
    String KEY = "benchmark-access-key";
    String SECRET = "benchmark-secret-key";
    /** How many connections are kept, in clients that have a setting for it. */
    int CONNECTIONS = 64;

    boolean isOnline(String clientId) throws Exception;
}
