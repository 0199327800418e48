package dev.mqttstatus.integration.nativeimage;

import static dev.mqttstatus.integration.nativeimage.EntireUse.expect;

import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.ConsumerMetrics;
import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.ServerProducer;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.config.ProducerConfig;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.model.StringPair;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes the notice and the message that wait for it, and sends one. */
record WireUse(TestServer server, Way way) {
    private static final String ASSUMED = "mqttstatus.qpidJmsVersion";

    void run() throws Exception {
        if (!way.known) {
            System.setProperty(ASSUMED, "none");
        }
        BlockingQueue<StatusNotice> notices = new LinkedBlockingQueue<>();
        CountDownLatch message = new CountDownLatch(1);
        try (ServerConsumer consumer = new ServerConsumer(config(), new ConsumerConfig());
                ConsumerMetrics metrics = new ConsumerMetrics(consumer);
                ServerProducer producer = new ServerProducer(config(), new ProducerConfig())) {
            consumer.subscribeStatus(way.group(), notices::add);
            consumer.subscribeTopic(way.topic(), (id, properties, payload) -> message.countDown());
            consumer.start();
            metrics.bindTo(new SimpleMeterRegistry());
            producer.start();
            StatusNotice notice = notices.poll(20, TimeUnit.SECONDS);
            expect(notice != null);
            expect(JSONObject.toJSONString(notice).contains("\"statusType\":\"ONLINE\""));
            expect(com.alibaba.fastjson.JSONObject.toJSONString(notice).contains("\"clientId\""));
            expect(message.await(20, TimeUnit.SECONDS));
            List<StringPair> properties = List.of(new StringPair("name", "value"));
            expect(producer.sendMessage(way.topic() + "/x", new byte[1], "60", "text/plain", properties)
                    .isSuccess());
        } finally {
            System.clearProperty(ASSUMED);
        }
    }

    private ChannelConfig config() {
        ChannelConfig config = new ChannelConfig();
        config.setDomain("localhost");
        config.setPort(server.amqpPort());
        config.setInstanceId(server.instanceId());
        config.setAccessKey(server.accessKey());
        config.setSecretKey(server.secretKey());
        config.setProtocol(way.protocol);
        config.setTls(way.tls);
        config.setTlsPort(server.amqpsPort());
        if (way.tls) {
            config.setTrustStore(server.folder().resolve("trusted.p12").toString());
            config.setTrustStorePassword("changeit");
        }
        return config;
    }
}
