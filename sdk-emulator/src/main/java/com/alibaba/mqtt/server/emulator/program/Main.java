package com.alibaba.mqtt.server.emulator.program;

import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.EmulatorBuilder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The emulator as a program. Prints one line to the standard output when it is ready, and runs until it is asked to
 * terminate. Exit codes: 1 when it cannot start, 2 for wrong options.
 */
@Command(
        name = "sdk-emulator",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "A local ApsaraMQ for MQTT on 127.0.0.1.")
public final class Main implements Callable<Integer> {
    @Option(names = "--mqtt-port", defaultValue = "1883", description = PORT)
    private int mqttPort;

    @Option(names = "--amqp-port", defaultValue = "5672", description = PORT)
    private int amqpPort;

    @Option(names = "--openapi-port", defaultValue = "8080", description = PORT)
    private int openApiPort;

    @Option(names = "--instance-id", defaultValue = "mqtt-cn-emulator", description = DEFAULT)
    private String instanceId;

    @Option(names = "--access-key", defaultValue = "sample-access-key", description = DEFAULT)
    private String accessKey;

    @Option(names = "--secret-key", defaultValue = "sample-secret-key", description = DEFAULT)
    private String secretKey;

    @Option(names = "--group", defaultValue = "GID_demo", description = "Can be given several times. " + DEFAULT)
    private List<String> groups;

    @Option(names = "--topic", defaultValue = "demo_topic", description = "Can be given several times. " + DEFAULT)
    private List<String> topics;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keeps queues, sessions, tokens and device credentials there over a restart.")
    private @Nullable Path data;

    @Mixin
    private DeviceFlags devices;

    @Mixin
    private Verbosity verbosity;

    private static final String DEFAULT = "Default: ${DEFAULT-VALUE}";
    private static final String PORT = "0 is a free one. " + DEFAULT;

    private final PrintStream out;
    private final PrintStream err;

    @SuppressWarnings("NullAway.Init") // picocli sets the options
    Main(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs the program and ends the JVM. */
    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err));
    }

    /** Returns all options but {@code --help} and {@code --version}. */
    public static List<ProgramOption> options() {
        return new CommandLine(new Main(System.out, System.err))
                .getCommandSpec().options().stream()
                        .filter(option -> !option.usageHelp() && !option.versionHelp())
                        .map(option -> new ProgramOption(
                                List.of(option.names()),
                                option.arity().max() == 0 ? null : option.paramLabel(),
                                option.isMultiValue(),
                                option.defaultValue(),
                                List.of(option.description())))
                        .toList();
    }

    /**
     * Runs the program until the JVM is asked to terminate, and returns the exit code.
     *
     * @param args the options and their values
     * @param out gets the line that says it is ready; flushed by itself
     * @param err gets what went wrong
     */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        return new CommandLine(new Main(out, err))
                .setParameterExceptionHandler((wrong, arguments) -> {
                    err.println(wrong.getMessage());
                    return CommandLine.ExitCode.USAGE;
                })
                .execute(args);
    }

    @Override
    public Integer call() throws InterruptedException {
        EmulatorBuilder settings;
        try {
            verbosity.apply();
            settings = settings();
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        Emulator emulator;
        try {
            emulator = settings.start();
            writeCertificate(emulator);
        } catch (IOException e) {
            err.println(e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(emulator::close, "mqtt-emulator-shutdown"));
        out.println("ready mqtt=" + emulator.mqttPort() + " amqp=" + emulator.amqpPort() + " openapi="
                + emulator.openApiPort() + " instance=" + emulator.instanceId() + devices.ports(emulator));
        // only a signal ends the program
        new CountDownLatch(1).await();
        return CommandLine.ExitCode.OK;
    }

    private void writeCertificate(Emulator emulator) throws IOException {
        Path file = devices.certificate();
        if (file == null) {
            return;
        }
        try {
            String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(emulator.certificate().getEncoded());
            Files.writeString(file, "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
        } catch (IOException | CertificateEncodingException e) {
            emulator.close();
            throw new IOException("the certificate is not written: " + e, e);
        }
    }

    private EmulatorBuilder settings() {
        EmulatorBuilder settings = Emulator.builder()
                .mqttPort(mqttPort)
                .amqpPort(amqpPort)
                .openApiPort(openApiPort)
                .instanceId(instanceId)
                .accessKey(accessKey)
                .secretKey(secretKey)
                .devices(devices.options());
        groups.forEach(settings::group);
        topics.forEach(settings::topic);
        if (data != null) {
            settings.data(data);
        }
        return settings;
    }

    /** Tells the version of the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {version == null ? "development" : version};
        }
    }
}
