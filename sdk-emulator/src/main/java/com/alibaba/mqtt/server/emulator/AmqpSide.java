package com.alibaba.mqtt.server.emulator;

import com.alibaba.mqtt.server.emulator.amqp.AmqpBroker;
import com.alibaba.mqtt.server.emulator.amqp.Mailbox;
import com.alibaba.mqtt.server.emulator.amqp.Mailboxes;
import com.alibaba.mqtt.server.emulator.data.State;
import com.alibaba.mqtt.server.emulator.instance.Account;
import com.alibaba.mqtt.server.emulator.instance.BackendLogin;
import com.alibaba.mqtt.server.emulator.instance.LoginRefusals;
import com.alibaba.mqtt.server.emulator.instance.RefusalLog;
import com.alibaba.mqtt.server.emulator.instance.SignKeyLogin;
import com.alibaba.mqtt.server.emulator.instance.Topics;
import java.io.IOException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The broker of backends with its queues, and no port yet.
 *
 * @param groups the status queues
 * @param parentTopics the queues of the parent topics
 * @param iotPlatform the queue of the IoT Platform, or null when it is not played
 */
record AmqpSide(
        AmqpBroker broker,
        Mailboxes groups,
        Mailboxes parentTopics,
        @Nullable Mailbox iotPlatform,
        LoginRefusals refusals) {

    /**
     * Starts it.
     *
     * @param kept what was queued before the start, or null for nothing
     * @throws IOException when the broker does not start; then nothing is left running
     */
    static AmqpSide start(
            EmulatorBuilder settings, Account account, Clock clock, RefusalLog refusalLog, @Nullable State kept)
            throws IOException {
        LoginRefusals refusals = new LoginRefusals();
        AmqpBroker broker = AmqpBroker.start(
                new BackendLogin(account, settings.iotConsumerGroup(), clock, settings.loginWindow()),
                new SignKeyLogin(account, clock, settings.signKeyWindow()),
                refusals,
                refusalLog,
                settings.nackDrops());
        try {
            int maxDeliveries = settings.maxDeliveries();
            Mailboxes groups = new Mailboxes(
                    "group",
                    account.groups(),
                    group -> broker.mailbox("STATUS." + group, maxDeliveries, settings.capacity()));
            Mailboxes parentTopics = new Mailboxes(
                    "topic",
                    settings.topics(),
                    topic -> broker.mailbox(topic, maxDeliveries, settings.topicCapacity()));
            Mailbox iotPlatform = settings.iotConsumerGroup() == null
                    ? null
                    : broker.mailbox(Topics.IOT_PLATFORM, maxDeliveries, settings.capacity());
            if (kept != null) {
                broker.restore(kept.queues());
            }
            return new AmqpSide(broker, groups, parentTopics, iotPlatform, refusals);
        } catch (RuntimeException | Error e) {
            broker.close();
            throw e;
        }
    }
}
