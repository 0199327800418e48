package com.alibaba.mqtt.server.emulator.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.emulator.gate.Gates.Cut;
import com.alibaba.mqtt.server.emulator.gate.Publishes.Verdict;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sees every packet of one connection before the broker does, and every answer before the client does. */
final class Gate extends ChannelDuplexHandler {
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(30);
    private static final Duration TOKEN_CHECK = Duration.ofMillis(500);
    private static final Duration EXPIRY_WARNING = Duration.ofMinutes(5);

    private final Gates gates;
    private final Peer peer;
    private final Consumer<Cut> cut;
    private final Publishes publishes;
    private final Subscriptions subscriptions;
    private Access access = Access.ALL;
    private @Nullable Future<?> tokenCheck;
    private @Nullable KeepAlive keepAlive;
    private volatile @Nullable ChannelHandlerContext thread;
    private int keepAliveSeconds;
    private boolean introduced;
    private boolean accepted;
    private boolean ended;

    Gate(Gates gates, Peer peer, Consumer<Cut> cut) {
        this.gates = gates;
        this.peer = peer;
        this.cut = cut;
        publishes = new Publishes(gates.rules(), gates.topics(), peer, gates.clock(), gates.rate());
        subscriptions = new Subscriptions(gates.rules(), gates.topics(), peer);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        keepAlive = new KeepAlive(context, gates.clock(), () -> silent(context));
        keepAlive.limit(CONNECT_PATIENCE);
        gates.add(this);
        thread = context;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ended = true;
        gates.remove(this);
        alive().stop();
        if (tokenCheck != null) {
            tokenCheck.cancel(false);
        }
        if (accepted) {
            accepted = false;
            gates.closed();
        }
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (ended) {
            ReferenceCountUtil.release(message);
            return;
        }
        alive().heard();
        try {
            if (!pass(context, (MqttMessage) message)) {
                ReferenceCountUtil.release(message);
            }
        } catch (Refusal e) {
            ReferenceCountUtil.release(message);
            refuse(context, e);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        Object seen = message;
        if (message instanceof MqttConnAckMessage connAck && ConnAcks.isAcceptance(connAck) && !accepted && !ended) {
            accepted(context);
            seen = peer.isMqtt5() ? ConnAcks.truthful(connAck, gates.rules()) : connAck;
        } else if (message instanceof MqttSubAckMessage subAck) {
            seen = subscriptions.complete(subAck);
        }
        Future<?> unused = context.write(seen, promise);
    }

    /** The clock was set; called by any thread. What is due by it happens a moment later. */
    void clockWasSet() {
        ChannelHandlerContext context = thread;
        if (context != null) {
            context.executor().execute(() -> {
                // one that is logging in has its time
                if (accepted && !ended) {
                    if (access instanceof TokenAccess tokens) {
                        look(context, tokens);
                    }
                    alive().check();
                }
            });
        }
    }

    /** A publish was taken out of the stream because of its size. */
    void skipped(ChannelHandlerContext context, String topic, int qos, int packetId, long bytes) {
        if (ended) {
            return;
        }
        alive().heard();
        publishes.tooBig(topic, "the packet has " + bytes);
        acknowledge(context, qos, packetId, false);
    }

    /** Returns whether the broker gets the packet, or another one in its place. */
    private boolean pass(ChannelHandlerContext context, MqttMessage message) throws Refusal {
        if (message.decoderResult().isFailure()) {
            throw new Refusal(
                    "cut off",
                    "no packet of MQTT: " + message.decoderResult().cause().getMessage(),
                    Reason.PROTOCOL_ERROR);
        }
        if (message instanceof MqttConnectMessage connect) {
            context.fireChannelRead(connect(context, connect));
            return true;
        }
        if (!introduced) {
            throw new Refusal(
                    message.fixedHeader().messageType() + " refused",
                    "no CONNECT came before it",
                    Reason.PROTOCOL_ERROR);
        }
        if (message instanceof MqttPublishMessage publish) {
            return publish(context, publish);
        }
        if (message instanceof MqttSubscribeMessage subscribe) {
            return subscribe(context, subscribe);
        }
        if (message instanceof MqttUnsubscribeMessage unsubscribe) {
            subscriptions.remove(unsubscribe.payload().topics());
        }
        context.fireChannelRead(message);
        return true;
    }

    private MqttConnectMessage connect(ChannelHandlerContext context, MqttConnectMessage connect) throws Refusal {
        if (introduced) {
            throw new Refusal("second CONNECT refused", "a connection has one", Reason.PROTOCOL_ERROR);
        }
        peer.introduced(
                connect.payload().clientIdentifier(), connect.variableHeader().version());
        keepAliveSeconds = connect.variableHeader().keepAliveTimeSeconds();
        if (gates.isFull(peer.clientId())) {
            throw new Refusal(
                    "login refused",
                    "the instance has " + gates.rules().maxConnections() + " connections, which is its limit",
                    Reason.QUOTA_EXCEEDED);
        }
        byte[] password = connect.payload().passwordInBytes();
        access = gates.access(
                connect.payload().userName(),
                password == null ? null : new String(password, UTF_8),
                new SystemWords(context));
        MqttConnectMessage judged = new Wills(gates.rules(), publishes, peer).judge(connect, access);
        introduced = true;
        return judged;
    }

    private boolean publish(ChannelHandlerContext context, MqttPublishMessage publish) throws Refusal {
        if (publish.variableHeader().topicName().equals(SystemWords.UPLOAD)) {
            upload(context, publish);
            return false;
        }
        Verdict verdict = publishes.judge(publish, access);
        switch (verdict) {
            case PASS -> context.fireChannelRead(publish);
            case PASS_UNRETAINED -> context.fireChannelRead(Publishes.unretained(publish));
            case DISCARD ->
                acknowledge(
                        context,
                        publish.fixedHeader().qosLevel().value(),
                        publish.variableHeader().packetId(),
                        false);
            case LOSE -> {
                return false;
            }
        }
        return verdict != Verdict.DISCARD;
    }

    private boolean subscribe(ChannelHandlerContext context, MqttSubscribeMessage subscribe) throws Refusal {
        MqttSubscribeMessage admitted = subscriptions.admit(subscribe, access);
        if (admitted == null) {
            Future<?> unused = context.writeAndFlush(
                    subscriptions.answer(subscribe.variableHeader().messageId()));
            return false;
        }
        context.fireChannelRead(admitted);
        return true;
    }

    private void accepted(ChannelHandlerContext context) {
        if (access instanceof TokenAccess tokens) {
            tokenCheck = context.executor()
                    .scheduleWithFixedDelay(() -> look(context, tokens), 0, TOKEN_CHECK.toMillis(), MILLISECONDS);
        }
        accepted = true;
        gates.opened();
        subscriptions.resume(gates.filtersOf(peer.clientId()));
        if (keepAliveSeconds == 0) {
            alive().stop();
        } else {
            // one and a half times what the client has asked for
            alive().limit(Duration.ofMillis(keepAliveSeconds * 1500L));
        }
    }

    private void upload(ChannelHandlerContext context, MqttPublishMessage publish) throws Refusal {
        if (access instanceof TokenAccess tokens) {
            JSONObject json = SystemWords.parse(publish.payload().toString(UTF_8));
            tokens.upload(json.getString("type"), json.getString("token"));
        } else {
            peer.say("uploaded token dropped", "the client has not logged in with tokens");
        }
        acknowledge(
                context,
                publish.fixedHeader().qosLevel().value(),
                publish.variableHeader().packetId(),
                true);
    }

    private void look(ChannelHandlerContext context, TokenAccess tokens) {
        if (!ended) {
            try {
                tokens.look(EXPIRY_WARNING.toMillis());
            } catch (Refusal e) {
                refuse(context, e);
            }
        }
    }

    private void silent(ChannelHandlerContext context) {
        if (accepted) {
            peer.say("cut off", "no packet for 1.5 times its keep-alive of " + keepAliveSeconds + " s");
        } else {
            peer.say("cut off", "not logged in within " + CONNECT_PATIENCE.toSeconds() + " s");
        }
        end(context, Reason.KEEP_ALIVE_TIMEOUT, Cut.SILENT);
    }

    private void refuse(ChannelHandlerContext context, Refusal refusal) {
        peer.say(refusal.what(), refusal.why());
        end(context, refusal.reason(), Cut.REFUSED);
    }

    private void end(ChannelHandlerContext context, Reason reason, Cut kind) {
        ended = true;
        cut.accept(kind);
        MqttMessage last = null;
        if (accepted && peer.isMqtt5()) {
            last = MqttMessageBuilders.disconnect().reasonCode(reason.code()).build();
        } else if (!accepted && !introduced && !peer.clientId().isEmpty()) {
            last = ConnAcks.refused(reason, peer.isMqtt5());
        }
        Future<?> unused =
                last == null ? context.close() : context.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
    }

    /** What the broker does not see. */
    private void acknowledge(ChannelHandlerContext context, int qos, int packetId, boolean good) {
        if (qos > 0) {
            Future<?> unused = context.writeAndFlush(Acks.of(qos, packetId, peer.isMqtt5(), good));
        }
    }

    private KeepAlive alive() {
        if (keepAlive == null) {
            throw new IllegalStateException("not in a connection");
        }
        return keepAlive;
    }
}
