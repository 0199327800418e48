package dev.mqttstatus.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** How to measure; from the command line. */
final class Options {
    private static final int BROKER_PROCESSOR = 0;
    private static final int CLIENT_PROCESSOR = 1;

    @Option(names = "--quick", description = "One pass with fewer notices: for a look, not for the record.")
    private boolean quick;

    @Option(names = "--passes", description = "How often every program gets a new JVM. Default: 3, or 1 if quick.")
    private Integer passes;

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

    @Option(
            names = "--hang-seconds",
            defaultValue = "60",
            description = "How long the listener call hangs. Default: ${DEFAULT-VALUE}")
    private int hangSeconds;

    @Option(
            names = "--jfr",
            paramLabel = "FOLDER",
            description = "Where clients leave recordings of JDK Flight Recorder.")
    private Path recordings;

    @Option(
            names = "--warm-ups",
            defaultValue = "1",
            description =
                    "How often each program is warmed up; with 10 the JIT compiler has nearly nothing left to do. "
                            + "Default: ${DEFAULT-VALUE}")
    private int warmUps;

    @Option(
            names = "--other",
            paramLabel = "FILE",
            description =
                    "A file with the class path of another build of this module, which takes turns with this one.")
    private Path other;

    boolean quick() {
        return quick;
    }

    int passes() {
        if (passes != null) {
            return passes;
        }
        return quick ? 1 : 3;
    }

    /** Which of these programs are wanted, in a list that can be changed. */
    List<Program> wanted(List<Program> programs) {
        List<Program> wanted = new ArrayList<>(programs);
        wanted.removeAll(without);
        if (other == null) {
            wanted.removeAll(EnumSet.of(Program.OTHER_1_0, Program.OTHER_0_9_1));
        }
        return wanted;
    }

    int warmUps() {
        return warmUps;
    }

    String otherClassPath() throws IOException {
        return Files.readString(other).strip();
    }

    int spinners() {
        return noSpinners ? 0 : Runtime.getRuntime().availableProcessors();
    }

    int hangSeconds() {
        return hangSeconds;
    }

    /** Further options of a client's JVM. */
    List<String> jvmOptions(Enum<?> program) {
        return recordings == null
                ? List.of()
                : List.of("-XX:StartFlightRecording:settings=profile,filename="
                        + recordings.resolve(program + "-%p.jfr"));
    }

    /** Gives a broker its processor. */
    void placeBroker(ProcessHandle process) throws IOException {
        if (pin) {
            Processes.pin(process, BROKER_PROCESSOR);
        }
    }

    /** Gives a client its processor. */
    void placeClient(ProcessHandle process) throws IOException {
        if (pin) {
            Processes.pin(process, CLIENT_PROCESSOR);
        }
    }

    @Override
    public String toString() {
        return passes()
                + (passes() == 1 ? " pass" : " passes")
                + (quick ? ", quick" : "")
                + (pin ? ", pinned" : "")
                + (noSpinners ? "" : ", spinners");
    }
}
