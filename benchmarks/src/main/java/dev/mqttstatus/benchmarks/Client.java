package dev.mqttstatus.benchmarks;

import java.util.Arrays;
import java.util.Map;

/**
 * The process that is measured: takes notices from a broker on this machine, and tells what that cost. Arguments: the
 * library, the port, and the {@link Work}.
 */
final class Client {
    /** How many notices the raw clients settle at once. */
    private static final int BATCH = 100;

    private Client() {}

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[1]);
        Work work = Work.of(Arrays.copyOfRange(args, 2, args.length));
        // closed by the end of the process: an orderly end is not what is measured, but for the SDK's own
        AutoCloseable connection = switch (args[0]) {
            case "qpid-batch" -> QpidClient.listening(port, work, BATCH);
            case "qpid-single" -> QpidClient.listeningIndividually(port, work);
            case "qpid-receive" -> QpidClient.receiving(port, work, BATCH);
            case "rabbit-batch" -> RabbitClient.open(port, work, BATCH);
            case "sdk" -> SdkClient.open(port, work);
            default -> throw new IllegalArgumentException("no library is named " + args[0]);
        };
        Questions.serve(Map.of(
                "sample", words -> Sample.now(work.notices()).line(),
                "report", words -> work.report(),
                "stop",
                        words -> {
                            connection.close();
                            return "stopped";
                        }));
        System.exit(0);
    }
}
