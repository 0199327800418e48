package dev.mqttstatus.drivers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** What the test says to a driver: one word per line on standard input. */
final class Commands {
    private static final BufferedReader IN =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    private Commands() {}

    /** Waits for this word; other words are skipped. */
    static void await(String word) throws IOException {
        String line = IN.readLine();
        while (line != null && !line.equals(word)) {
            line = IN.readLine();
        }
    }
}
