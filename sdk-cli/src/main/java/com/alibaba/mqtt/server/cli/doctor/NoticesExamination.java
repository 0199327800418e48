package com.alibaba.mqtt.server.cli.doctor;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.run.TimeSpan;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.model.StatusNotice;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Whether the server takes the login and the group, and whether a notice comes. */
final class NoticesExamination {
    private static final String LOGIN = "notices login";
    private static final String GROUP = "notices group";
    private static final String SEEN = "notices seen";
    private static final String SEND = "messages send";

    private final Report report;
    private final ChannelConfig channel;
    private final @Nullable String group;
    private final @Nullable Duration noticeWithin;

    NoticesExamination(
            Report report,
            ChannelConfig channel,
            @Nullable String group,
            @Nullable Duration noticeWithin,
            Duration limit) {
        this.report = report;
        this.channel = channel;
        this.group = group;
        this.noticeWithin = noticeWithin;
        channel.setConnectionTimeout((int) limit.toMillis());
        channel.setHandshakeTimeout((int) limit.toMillis());
        channel.setShutdownTimeout((int) limit.toMillis());
    }

    static void skip(Report report, String why) {
        report.add(Finding.skip(LOGIN, why));
        report.add(Finding.skip(GROUP, why));
        report.add(Finding.skip(SEEN, why));
        report.add(Finding.skip(SEND, why));
    }

    void examine() throws InterruptedException {
        examineConsumer();
        report.add(Finding.skip(
                SEND,
                "not tried: the service checks it when a message is sent, and rules may pass any message on; try"
                        + " mqtt-status send <parent topic>/p2p/<a client of yours>"));
    }

    private void examineConsumer() throws InterruptedException {
        ServerConsumer consumer = new ServerConsumer(channel, new ConsumerConfig());
        try {
            // what comes goes back when it stops, unless a notice is waited for
            consumer.pause();
            if (!attempt(LOGIN, "the key pair is accepted", consumer::start)) {
                report.add(Finding.skip(GROUP, "without a login"));
                report.add(Finding.skip(SEEN, "without a login"));
            } else if (group == null) {
                report.add(Finding.skip(GROUP, "no --group"));
                report.add(Finding.skip(SEEN, "no --group"));
            } else {
                examineGroup(consumer, group);
            }
        } finally {
            stop(consumer);
        }
    }

    private void examineGroup(ServerConsumer consumer, String id) throws InterruptedException {
        BlockingQueue<StatusNotice> notices = new LinkedBlockingQueue<>();
        boolean subscribed = attempt(
                GROUP, ForeignText.visible(id) + " is subscribed", () -> consumer.subscribeStatus(id, notices::add));
        if (!subscribed || noticeWithin == null) {
            report.add(Finding.skip(SEEN, subscribed ? "no --notice-within" : "without a subscription"));
            return;
        }
        consumer.resume();
        StatusNotice notice = notices.poll(noticeWithin.toMillis(), TimeUnit.MILLISECONDS);
        report.add(
                notice == null
                        ? Finding.fail(
                                SEEN,
                                ExitCode.TIMED_OUT,
                                "no notice within " + TimeSpan.text(noticeWithin),
                                "let a device of the group connect; see whether notices are enabled for the group, and"
                                        + " whether another consumer takes them")
                        : Finding.ok(
                                SEEN,
                                notice.eventType().wireName() + " of " + ForeignText.visible(notice.getClientId())));
    }

    private interface Attempt {
        void run() throws IOException, TimeoutException;
    }

    private boolean attempt(String step, String worked, Attempt attempt) throws InterruptedException {
        try {
            attempt.run();
            return report.add(Finding.ok(step, worked));
        } catch (IllegalArgumentException e) {
            return report.add(
                    Finding.fail(step, ExitCode.CONFIGURATION, String.valueOf(e.getMessage()), "correct the setting"));
        } catch (ServerException e) {
            if (e.getCode().equals(ErrorCode.INTERRUPTED)) {
                throw (InterruptedException) new InterruptedException().initCause(e);
            }
            return report.add(Finding.fail(step, ExitCode.of(e), String.valueOf(e.getMessage()), Remedy.of(e)));
        } catch (IOException | TimeoutException e) {
            return report.add(Finding.fail(step, ExitCode.SERVICE, ForeignText.visible(e.toString()), "try again"));
        }
    }

    private static void stop(ServerConsumer consumer) {
        try {
            consumer.stopNow();
        } catch (IOException e) {
            // it is over either way
            return;
        }
    }
}
