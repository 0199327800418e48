package com.alibaba.mqtt.server.cli.notices;

import com.alibaba.mqtt.server.ServerProducer;
import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.run.Flags;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.cli.settings.ConnectionOptions;
import com.alibaba.mqtt.server.common.SendResult;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ProducerConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Sends one message. */
public final class SendCommand implements Callable<Integer> {
    private static final int MAX_BYTES = 64 * 1024;

    private final Surroundings around;

    private final CommandSpec spec;
    private final ConnectionOptions connection;

    private final PositionalParamSpec topic =
            Flags.parameter(0, "TOPIC", "The full topic; <parent topic>/p2p/<client id> reaches one client.");

    private final PositionalParamSpec body = PositionalParamSpec.builder()
            .index("1")
            .arity("0..1")
            .type(String.class)
            .paramLabel("BODY")
            .description("The message. Without it, or if it is -, the standard input is.")
            .build();

    private final OptionSpec expiry =
            Flags.option(String.class, "SECONDS", "MQTT 5: how long the message is worth delivering.", "--expiry");
    private final OptionSpec contentType =
            Flags.option(String.class, "TYPE", "MQTT 5: the content type.", "--content-type");

    /** Creates it. */
    public SendCommand(Surroundings around) {
        this.around = around;
        this.spec = Flags.command(
                this,
                "send",
                "Sends one message, and prints its id when the service has it.",
                List.of(
                        "",
                        "Examples:",
                        "  mqtt-status send demo_topic/p2p/GID_demo@@@lock '{\"open\":true}'",
                        "  mqtt-status send demo_topic/news < news.json"),
                topic,
                body,
                expiry,
                contentType);
        this.connection = new ConnectionOptions(spec);
    }

    /** Returns it as a part of the command line. */
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws IOException, TimeoutException {
        // before the body: a secret may stand in the first line of the standard input
        ChannelConfig channel = connection.resolve(around).channel();
        byte[] payload = payload();
        try (ServerProducer producer = new ServerProducer(channel, new ProducerConfig())) {
            producer.start();
            SendResult sent;
            try {
                sent = producer.sendMessage(
                        Flags.value(topic), payload, expiry.getValue(), contentType.getValue(), null);
            } catch (IllegalArgumentException e) {
                throw CliException.usage(String.valueOf(e.getMessage()));
            }
            ServerException cause = sent.cause();
            if (!sent.isSuccess()) {
                if (cause != null) {
                    throw cause;
                }
                throw new CliException(ExitCode.SERVICE, "the message was not confirmed");
            }
            around.out().println(sent.getMsgId());
            around.flush();
            return ExitCode.OK;
        }
    }

    private byte[] payload() throws IOException {
        @Nullable String given = body.getValue();
        if (given != null && !given.equals("-")) {
            return given.getBytes(StandardCharsets.UTF_8);
        }
        if (around.terminal().in()) {
            around.say("the message from the terminal; end it with Ctrl-D");
        }
        byte[] read = around.in().readNBytes(MAX_BYTES + 1);
        if (read.length > MAX_BYTES) {
            throw CliException.usage("the standard input has more than " + MAX_BYTES + " bytes, which no message can");
        }
        return read;
    }
}
