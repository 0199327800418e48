package com.alibaba.mqtt.server.cli.notices;

import com.alibaba.mqtt.server.ServerProducer;
import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.cli.settings.ConnectionOptions;
import com.alibaba.mqtt.server.common.SendResult;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ProducerConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends one message. */
@Command(
        name = "send",
        description = "Sends one message, and prints its id when the service has it.",
        footer = {
            "",
            "Examples:",
            "  mqtt-status send demo_topic/p2p/GID_demo@@@lock '{\"open\":true}'",
            "  mqtt-status send demo_topic/news < news.json",
        })
public final class SendCommand implements Callable<Integer> {
    private static final int MAX_BYTES = 64 * 1024;

    private final Surroundings around;

    @Parameters(
            index = "0",
            paramLabel = "TOPIC",
            description = "The full topic; <parent topic>/p2p/<client id> reaches one client.")
    private String topic = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "BODY",
            description = "The message. Without it, or if it is -, the standard input is.")
    private @Nullable String body;

    @Option(
            names = "--expiry",
            paramLabel = "SECONDS",
            description = "MQTT 5: how long the message is worth delivering.")
    private @Nullable String expiry;

    @Option(names = "--content-type", paramLabel = "TYPE", description = "MQTT 5: the content type.")
    private @Nullable String contentType;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    /** Creates it. */
    public SendCommand(Surroundings around) {
        this.around = around;
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
                sent = producer.sendMessage(topic, payload, expiry, contentType, null);
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
        if (body != null && !body.equals("-")) {
            return body.getBytes(StandardCharsets.UTF_8);
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
