package dev.mqttstatus.benchmarks;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
    }

    @Parameters(
            arity = "1..*",
            paramLabel = "ROW",
            description = "What to measure: all, or some of amqp10, amqp091, backlog, paced, latency, hang, decode.")
    private List<String> rows;

    @Option(names = "--passes", description = "How often the list of programs is repeated. Default: 3, or 1 if quick.")
    private Integer passes;

    @Option(names = "--quick", description = "Fewer notices: for a look, not for the record.")
    private boolean quick;

    @Option(
            names = "--without",
            description = "A program to leave out, several times. One of: ${COMPLETION-CANDIDATES}")
    private Set<Program> without = EnumSet.noneOf(Program.class);

    @Option(
            names = "--no-spinners",
            description = "Lets idle processors sleep; on virtual machines the figures then depend on chance.")
    private boolean noSpinners;

    @Option(
            names = "--pin",
            description = "Clients run on processor 1, brokers on processor 0: steadier on a busy virtual machine.")
    private boolean pin;

    @Option(names = "--hang-seconds", defaultValue = "60", description = "Default: ${DEFAULT-VALUE}")
    private int hangSeconds;

    private Benchmarks() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Benchmarks()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        List<String> names = rows.equals(List.of("all")) ? List.copyOf(ROWS.keySet()) : rows;
        if (!ROWS.keySet().containsAll(names)) {
            throw new IllegalArgumentException("rows are " + names + "; allowed are all, and " + ROWS.keySet());
        }
        Options options = new Options(passes == null ? quick ? 1 : 3 : passes, quick, pin, without, hangSeconds);
        int processors = Runtime.getRuntime().availableProcessors();
        System.out.println(processors + " processors, " + System.getProperty("java.vm.name") + " "
                + System.getProperty("java.runtime.version") + ", " + options.passes() + " passes"
                + (quick ? ", quick" : "") + (pin ? ", pinned" : "") + (noSpinners ? "" : ", spinners") + "\n");
        try (Spinners spinners = new Spinners()) {
            spinners.start(noSpinners ? 0 : processors);
            for (String name : names) {
                String before = Processes.load();
                System.out.println(ROWS.get(name).measure(options));
                System.out.println("Load average before and after: " + before + ", " + Processes.load() + "\n");
            }
        }
        return 0;
    }
}
