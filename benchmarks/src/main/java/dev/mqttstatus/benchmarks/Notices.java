package dev.mqttstatus.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** Notices of many clients, {@value #BYTES} bytes each. Each has a number, which is its time. */
final class Notices {
    static final String GROUP = "GID_benchmark";
    static final int BYTES = 178;

    private static final int CLIENTS = 10_000;
    private static final long FIRST_TIME = 1_700_000_000_000L;

    private Notices() {}

    /** The notice with this number, of a client that depends on the number only. */
    static byte[] body(long number) {
        SplittableRandom random = new SplittableRandom(number);
        return body(clientId(random.nextInt(CLIENTS)), FIRST_TIME + number, random);
    }

    /** A notice of this client with this time. */
    static byte[] body(String clientId, long time) {
        return body(clientId, time, new SplittableRandom(time));
    }

    static String clientId(int client) {
        return GROUP + "@@@thermometer-" + (100_000 + client);
    }

    /** The number of a notice with this time. */
    static int number(long time) {
        return Math.toIntExact(time - FIRST_TIME);
    }

    private static byte[] body(String clientId, long time, SplittableRandom random) {
        StringBuilder json = new StringBuilder(BYTES)
                .append("{\"clientId\":\"")
                .append(clientId)
                .append("\",\"channelId\":\"")
                .append(HexFormat.of().toHexDigits(random.nextLong()))
                .append(HexFormat.of().toHexDigits(random.nextLong()))
                .append("\",\"eventType\":\"")
                .append(random.nextBoolean() ? "connect" : "tcpclean")
                .append("\",\"clientIp\":\"10.")
                .append(random.nextInt(256))
                .append('.')
                .append(random.nextInt(256))
                .append('.')
                .append(random.nextInt(256))
                .append(":50123\",\"time\":")
                .append(time)
                .append('}');
        // the same length for all, with what JSON allows
        while (json.length() < BYTES) {
            json.append(' ');
        }
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
