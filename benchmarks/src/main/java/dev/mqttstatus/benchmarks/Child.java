package dev.mqttstatus.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM that answers {@link Questions}. It ends when this one closes it or ends. */
final class Child implements AutoCloseable {
    private static final long END_SECONDS = 20;

    private final Process process;
    private final BufferedReader answers;
    private final Writer questions;

    /** Starts it and waits until it is ready. */
    Child(String classPath, List<String> jvmOptions, Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(arguments);
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader(UTF_8);
        questions = process.outputWriter(UTF_8);
        try {
            answer("start");
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Asks, and waits for the answer. */
    synchronized String ask(String question) throws IOException {
        questions.write(question + "\n");
        questions.flush();
        return answer(question);
    }

    private String answer(String question) throws IOException {
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(Questions.ANSWER)) {
                return line.substring(Questions.ANSWER.length());
            }
            if (line.startsWith(Questions.FAILURE)) {
                throw new IOException(question + ": " + line);
            }
        }
        throw new IOException("a process has ended and gives no answer to: " + question);
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public void close() throws IOException {
        questions.close();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        answers.close();
    }
}
