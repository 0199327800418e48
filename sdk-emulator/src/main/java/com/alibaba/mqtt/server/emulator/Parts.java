package com.alibaba.mqtt.server.emulator;

import com.alibaba.mqtt.server.emulator.amqp.AmqpBroker;
import com.alibaba.mqtt.server.emulator.amqp.AmqpPorts;
import com.alibaba.mqtt.server.emulator.amqp.Mailbox;
import com.alibaba.mqtt.server.emulator.amqp.Mailboxes;
import com.alibaba.mqtt.server.emulator.data.DataFile;
import com.alibaba.mqtt.server.emulator.data.Saver;
import com.alibaba.mqtt.server.emulator.data.State;
import com.alibaba.mqtt.server.emulator.gate.DeviceRules;
import com.alibaba.mqtt.server.emulator.instance.Account;
import com.alibaba.mqtt.server.emulator.instance.Beside;
import com.alibaba.mqtt.server.emulator.instance.Closers;
import com.alibaba.mqtt.server.emulator.instance.EmulatorClock;
import com.alibaba.mqtt.server.emulator.instance.Loopback;
import com.alibaba.mqtt.server.emulator.instance.RefusalLog;
import com.alibaba.mqtt.server.emulator.instance.Topics;
import com.alibaba.mqtt.server.emulator.mqtt.MqttListener;
import com.alibaba.mqtt.server.emulator.mqtt.Ports;
import com.alibaba.mqtt.server.emulator.network.Relays;
import com.alibaba.mqtt.server.emulator.notices.IotPlatform;
import com.alibaba.mqtt.server.emulator.notices.Notice;
import com.alibaba.mqtt.server.emulator.notices.NoticeFaults;
import com.alibaba.mqtt.server.emulator.notices.Presence;
import com.alibaba.mqtt.server.emulator.notices.SentNotices;
import com.alibaba.mqtt.server.emulator.openapi.OpenApi;
import com.alibaba.mqtt.server.emulator.page.StatusPage;
import com.alibaba.mqtt.server.emulator.tls.TlsIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running parts of an {@link Emulator}, which start and end together. */
final class Parts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    private final Closers closers = new Closers();
    private final RefusalLog refusalLog = new RefusalLog();
    private final Relays relays = new Relays();
    private final EmulatorClock clock;
    private final Account account;
    private final List<String> topics;
    private final Mailboxes groups;
    private final Mailboxes parentTopics;
    private final AmqpPorts amqp;
    private final @Nullable TlsIdentity tls;
    private final SentNotices sent = new SentNotices();
    private final Presence presence;
    private final EmulatorFaults faults;
    private final int mqttPort;
    private final OpenApi openApi;
    private final EmulatorOpenApi openApiControls;
    private final AmqpBroker broker;
    private final MqttListener mqtt;
    private final String firstSecretKey;
    private final OpenApiLimits firstLimits;

    /** Starts everything, or leaves nothing running. */
    Parts(EmulatorBuilder settings) throws IOException {
        // before the brokers are started, which takes time
        Loopback.checkFree("mqtt", settings.mqttPort());
        Loopback.checkFree("amqp", settings.amqpPort());
        Loopback.checkFree("openapi", settings.openApiPort());
        clock = new EmulatorClock(settings.clock());
        account = settings.account();
        firstSecretKey = account.secretKey();
        firstLimits = settings.openApi().limits();
        topics = settings.topics();
        try {
            Path directory = settings.data();
            DataFile file = directory == null ? null : new DataFile(directory);
            State kept = file == null ? null : closing(file).read().orElse(null);
            if (kept != null) {
                account.tokens().restore(kept.tokens());
                account.deviceCredentials().restore(kept.credentials());
            }
            Beside<AmqpSide> amqpSide = new Beside<>(
                    "the AMQP side",
                    "mqtt-emulator-start",
                    () -> AmqpSide.start(settings, account, clock, refusalLog, kept));
            closers.push(() -> {
                if (amqpSide.isThere()) {
                    amqpSide.now().broker().close();
                }
            });
            NoticeFaults notices = new NoticeFaults(notice -> put(amqpSide.now(), notice));
            closers.push(notices::close);
            presence = new Presence(clock, notices);
            OpenApiOptions options = settings.openApi();
            DeviceOptions devices = settings.devices();
            tls = settings.amqpTls() || options.isTls() || devices.isTls() ? TlsIdentity.create() : null;
            DeviceRules rules = devices.rules();
            mqtt = MqttListener.open(
                    new Ports(
                            settings.mqttPort(),
                            devices.isWebSocket(),
                            devices.isTls() && tls != null ? tls.source() : null),
                    account,
                    presence,
                    new Topics(topics, rules.maxTopicLength()),
                    rules,
                    refusalLog,
                    (topic, payload, properties) ->
                            amqpSide.now().parentTopics().get(topic).put(payload, properties),
                    clock,
                    kept == null ? null : kept.devices());
            closers.push(mqtt::close);
            AmqpSide queues = amqpSide.await();
            broker = queues.broker();
            groups = queues.groups();
            parentTopics = queues.parentTopics();
            amqp = new AmqpPorts(
                    broker,
                    settings.amqpPort(),
                    settings.amqp10(),
                    settings.amqp091(),
                    settings.amqpTls() ? tls : null);
            closers.push(amqp::release);
            faults = new EmulatorFaults(notices, groups, amqp, broker, queues.refusals());
            closers.push(faults::close);
            if (file != null) {
                Saver saver = new Saver(file, this::state);
                saver.start();
                closers.push(saver::close);
                closers.push(this::letGo);
            }
            broker.publishTo(mqtt.downlink());
            amqp.open();
            mqttPort = mqtt.port();
            openApi = OpenApi.open(
                    account,
                    presence,
                    mqtt::kick,
                    clock,
                    new OpenApi.Settings(
                            settings.openApiPort(),
                            options.isTls() && tls != null ? tls.context() : null,
                            settings.loginWindow(),
                            settings.batchCache(),
                            options.hasCloseConnection(),
                            options.refusesLongIds()),
                    options.limits().limits(),
                    new OpenApi.Surroundings(refusalLog, new StatusPage(new StatusFacts(this)::now)::answer));
            closers.push(openApi::close);
            openApiControls = new EmulatorOpenApi(openApi);
            closers.push(presence::silence);
            closers.push(relays::close);
        } catch (Throwable e) {
            // Throwable: a class path may lack what a broker needs
            close();
            throw e;
        }
    }

    RefusalLog refusalLog() {
        return refusalLog;
    }

    EmulatorClock clock() {
        return clock;
    }

    /** The bad network before the ports. */
    Relays relays() {
        return relays;
    }

    Account account() {
        return account;
    }

    List<String> topics() {
        return topics;
    }

    /** The status queues of the groups. */
    Mailboxes groups() {
        return groups;
    }

    /** The queues of the parent topics. */
    Mailboxes parentTopics() {
        return parentTopics;
    }

    AmqpPorts amqp() {
        return amqp;
    }

    /** The key of the ports with TLS, or null when there are none. */
    @Nullable
    TlsIdentity tls() {
        return tls;
    }

    /** The notices that are or were in the queues of the groups. */
    SentNotices sent() {
        return sent;
    }

    Presence presence() {
        return presence;
    }

    EmulatorFaults faults() {
        return faults;
    }

    MqttListener mqtt() {
        return mqtt;
    }

    int mqttPort() {
        return mqttPort;
    }

    OpenApi openApi() {
        return openApi;
    }

    int openApiPort() {
        return openApi.port();
    }

    EmulatorOpenApi openApiControls() {
        return openApiControls;
    }

    /** Forgets what has happened since the start. */
    void reset() throws IOException {
        faults.clear();
        faults.forgetRefusals();
        openApiControls.clear().limits(firstLimits).seed(0);
        account.secretKey(firstSecretKey);
        account.tokens().clear();
        account.deviceCredentials().clear();
        relays.reset();
        clock.clear();
        presence.forget(mqtt::kickAll);
        mqtt.forgetSessions();
        amqp.open();
        amqp.cut();
        account.groups().forEach(group -> groups.get(group).create());
        long unused = broker.clearQueues();
        groups.all().forEach(Mailbox::forgetDeliveries);
        sent.clear();
        openApiControls.resetNumbers();
        refusalLog.clear();
    }

    private DataFile closing(DataFile file) {
        closers.push(file::close);
        return file;
    }

    private State state() throws Exception {
        return new State(
                State.VERSION,
                broker.stored(),
                mqtt.stored(),
                account.tokens().all(),
                account.deviceCredentials().all());
    }

    /** So that nothing changes any more: ends all connections, and lets nobody connect. */
    private void letGo() {
        amqp.close();
        try {
            presence.forget(mqtt::closeDoor);
        } catch (IllegalStateException e) {
            LOG.warn("devices may have changed what is kept while it was written: {}", e.getMessage());
        }
        presence.silence();
    }

    /** Ends all that has been started, the last first. */
    @Override
    public void close() {
        closers.close();
    }

    /** Puts a notice where backends consume it, and returns whether the queue of its group is there. */
    private boolean put(AmqpSide side, Notice notice) {
        Mailbox iotPlatform = side.iotPlatform();
        if (iotPlatform != null) {
            new IotPlatform(iotPlatform::put).tell(notice);
        }
        boolean put = side.groups().get(notice.group()).put(notice.body(), Map.of());
        if (put) {
            sent.add(notice);
        }
        return put;
    }
}
