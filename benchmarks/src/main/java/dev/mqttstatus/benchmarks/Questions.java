package dev.mqttstatus.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Answers what the process that started this one asks: a question is a line of words on the standard input, of which
 * the first says what; its answer is one line on the standard output.
 */
final class Questions {
    /** Begins an answer; so what libraries print is none. */
    static final String ANSWER = "answer ";
    /** Begins the answer to what failed. */
    static final String FAILURE = "failure ";

    /** What to answer. */
    interface Answer {
        Object to(String[] words) throws Exception;
    }

    private Questions() {}

    /** Says "ready", answers until the other process ends or closes its end, and returns. */
    static void serve(Map<String, Answer> answers) throws IOException {
        PrintStream out = System.out;
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        out.println(ANSWER + "ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", -1);
            try {
                out.println(ANSWER + answers.get(words[0]).to(words));
            } catch (Exception e) {
                e.printStackTrace();
                out.println(FAILURE + e);
            }
        }
    }
}
