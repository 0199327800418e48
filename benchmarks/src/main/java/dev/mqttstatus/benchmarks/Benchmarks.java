package dev.mqttstatus.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Measures ours beside the raw libraries and the official SDK, and prints tables with ratios in Markdown. From the root of
 * the project:
 *
 * <pre>{@code
 * mvn -q -Pbenchmark -pl benchmarks -am process-classes                                # all, for the record
 * mvn -q -Pbenchmark -pl benchmarks -am process-classes -Dbenchmark="amqp10 --quick"   # a look, in a minute
 * mvn -q -Pbenchmark -pl benchmarks -am process-classes -Dbenchmark=--help
 * }</pre>
 */
@Command(
        name = "benchmarks",
        mixinStandardHelpOptions = true,
        description = "Measures ours beside the raw libraries and the official SDK. Needs Linux.")
public final class Benchmarks implements Callable<Integer> {
    private static final Map<String, Row> ROWS = new LinkedHashMap<>();

    static {
        ROWS.put("amqp10", new Saturated(true));
        ROWS.put("amqp091", new Saturated(false));
        ROWS.put("backlog", new Backlog());
        ROWS.put("paced", new Paced());
        ROWS.put("latency", new Latency());
        ROWS.put("hang", new Hang());
        ROWS.put("decode", new Decode());
        ROWS.put("presence", new Presence());
        ROWS.put("queries", new Queries());
    }

    @Parameters(
            arity = "1..*",
            paramLabel = "ROW",
            description =
                    "What to measure: all, or some of amqp10, amqp091, backlog, paced, latency, hang, decode, presence, "
                            + "queries.")
    private List<String> rows;

    @Mixin
    private Options options;

    @Spec
    private CommandSpec command;

    private Benchmarks() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Benchmarks()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        List<String> names = rows.equals(List.of("all")) ? List.copyOf(ROWS.keySet()) : rows;
        if (!ROWS.keySet().containsAll(names)) {
            throw new ParameterException(
                    command.commandLine(), "ROW is " + names + "; allowed are all, or some of " + ROWS.keySet());
        }
        System.out.println(Runtime.getRuntime().availableProcessors() + " processors, "
                + System.getProperty("java.vm.name") + " " + Runtime.version() + ", " + options + "\n");
        try (Spinners spinners = new Spinners()) {
            spinners.start(options.spinners());
            for (String name : names) {
                String before = Processes.load();
                System.out.println(ROWS.get(name).measure(options));
                System.out.println("Load average before and after: " + before + ", " + Processes.load() + "\n");
            }
        }
        return 0;
    }
}
