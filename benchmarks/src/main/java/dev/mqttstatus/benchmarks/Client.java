package dev.mqttstatus.benchmarks;

import java.util.Arrays;
import java.util.Map;

/**
 * The process that is measured: takes notices from a broker on this machine, and prints what that cost. Arguments: the
 * library, the port, and the {@link Work}.
 */
final class Client {
    /** How many notices the raw clients settle together. */
    private static final int BATCH = 100;

    private final String library;
    private final int port;
    private final Work work;
    private AutoCloseable connection;

    private Client(String[] args) {
        library = args[0];
        port = Integer.parseInt(args[1]);
        work = Work.of(Arrays.copyOfRange(args, 2, args.length));
    }

    public static void main(String[] args) throws Exception {
        Client client = new Client(args);
        Questions.serve(Map.of(
                "open", words -> client.open(),
                "close", words -> client.close(),
                "sample", words -> Sample.now(client.work.notices()).line(),
                "report", words -> client.work.report()));
        System.exit(0);
    }

    private String open() throws Exception {
        connection = switch (library) {
            case "qpid-batch" -> QpidClient.listening(port, work, BATCH);
            case "qpid-single" -> QpidClient.listeningIndividually(port, work);
            case "qpid-receive" -> QpidClient.receiving(port, work, BATCH);
            case "rabbit-200" -> RabbitClient.open(port, work, BATCH, 200);
            case "rabbit-1000" -> RabbitClient.open(port, work, BATCH, 1_000);
            case "sdk" -> SdkClient.open(port, work);
            default -> throw new IllegalArgumentException("no library is named " + library);
        };
        return "open";
    }

    private String close() throws Exception {
        connection.close();
        return "closed";
    }
}
