package dev.mqttstatus.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** A program in a JVM of its own, on this JVM's class path or from the emulator's jar. */
public final class Program implements AutoCloseable {
    private static final long PATIENCE_SECONDS = Poll.PATIENCE.toSeconds();

    private final Process process;
    private final Path output;
    private final Path errors;

    private Program(List<String> arguments, Map<String, String> environment) throws IOException {
        this(List.of(), arguments, environment);
    }

    /** @param launcher the beginning of the command, which the JVM's follows */
    private Program(List<String> launcher, List<String> arguments, Map<String, String> environment) throws IOException {
        this(environment, java(launcher, arguments));
    }

    private static List<String> java(List<String> launcher, List<String> arguments) {
        List<String> command = new ArrayList<>(launcher);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        return command;
    }

    private Program(Map<String, String> environment, List<String> command) throws IOException {
        output = Files.createTempFile("program", ".out");
        errors = Files.createTempFile("program", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.environment().putAll(environment);
        process = builder.start();
    }

    /** Starts it on this JVM's class path. */
    public static Program of(Class<?> main, Map<String, String> environment, String... arguments) throws IOException {
        return of(List.of(), main, environment, arguments);
    }

    /** Starts it with these options of the JVM. */
    public static Program of(List<String> options, Class<?> main, Map<String, String> environment, String... arguments)
            throws IOException {
        return new Program(commandLine(options, main, arguments), environment);
    }

    /** One that the system gives no more address space than this. Linux. */
    public static Program limited(long addressSpaceKb, List<String> options, Class<?> main, String... arguments)
            throws IOException {
        return new Program(
                List.of("sh", "-c", "ulimit -v " + addressSpaceKb + " && exec \"$@\"", "sh"),
                commandLine(options, main, arguments),
                Map.of());
    }

    /** Starts it on another class path than this JVM's. */
    public static Program on(
            String classPath, List<String> options, String main, Map<String, String> environment, String... arguments)
            throws IOException {
        return new Program(commandLine(classPath, options, main, arguments), environment);
    }

    private static List<String> commandLine(List<String> options, Class<?> main, String... arguments) {
        return commandLine(System.getProperty("java.class.path"), options, main.getName(), arguments);
    }

    private static List<String> commandLine(String classPath, List<String> options, String main, String... arguments) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("-cp", classPath, main));
        all.addAll(List.of(arguments));
        return all;
    }

    /** Starts the runnable emulator, which the system property {@code emulator.jar} names. */
    public static Program jar(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("-jar", System.getProperty("emulator.jar")));
        all.addAll(List.of(arguments));
        return new Program(all, Map.of());
    }

    /** Starts any other program. */
    public static Program command(Map<String, String> environment, String... command) throws IOException {
        return new Program(environment, List.of(command));
    }

    /** Waits until it ends; returns its exit code. */
    public int awaitExit() throws InterruptedException {
        return awaitExit(PATIENCE_SECONDS);
    }

    /** Waits so long at most until it ends; returns its exit code. */
    public int awaitExit(long seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new AssertionError("did not end within " + seconds + " s" + said());
        }
        return process.exitValue();
    }

    /** Waits until a text stands in the output so many times; returns the whole output. */
    public String awaitOutput(String part, int times) {
        awaitOutput(times + " times \"" + part + "\"", () -> countOutput(part) >= times);
        return output();
    }

    /** Waits until the output is as it should be; fails if the program ends without. */
    public void awaitOutput(String what, BooleanSupplier condition) {
        Poll.until(what + " in the output", () -> condition.getAsBoolean() || !process.isAlive(), this::said);
        if (!condition.getAsBoolean()) {
            throw new AssertionError("ended without " + what + " in the output" + said());
        }
    }

    private String said() {
        return "; it said:\n" + read(output) + read(errors);
    }

    public int countOutput(String part) {
        return (output().length() - output().replace(part, "").length()) / part.length();
    }

    public String output() {
        return read(output);
    }

    /** What it wrote to standard error, without the JVM's own warnings about libraries (JDK 24 and newer). */
    public String errors() {
        return read(errors)
                .lines()
                .filter(line -> !line.startsWith("WARNING: "))
                .collect(Collectors.joining("\n"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Writes a line to its standard input. */
    public void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(UTF_8));
        process.getOutputStream().flush();
    }

    /** Asks it to end, as an operator does. */
    public void terminate() {
        process.destroy();
    }

    /** Asks it to end, as Ctrl-C does. Not on Windows. */
    public void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    /** Ends its standard input. */
    public void endInput() throws IOException {
        process.getOutputStream().close();
    }

    /** Ends it without any chance to clean up. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        Files.delete(output);
        Files.delete(errors);
    }
}
