package dev.mqttstatus.drivers;

import com.alibaba.mqtt.server.ServerProducer;
import com.alibaba.mqtt.server.callback.SendCallback;
import com.alibaba.mqtt.server.common.SendResult;
import com.alibaba.mqtt.server.config.ProducerConfig;
import com.alibaba.mqtt.server.model.StringPair;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends as many messages as the second argument says to the topic of the first, then one more and waits for it. */
public final class SendDriver {
    private SendDriver() {}

    public static void main(String[] arguments) throws Exception {
        String topic = arguments[0];
        int count = Integer.parseInt(arguments[1]);
        ProducerConfig producerConfig = new ProducerConfig();
        producerConfig.setSendTimeoutMills(Long.parseLong(arguments[2]));
        ServerProducer producer = new ServerProducer(Environment.channelConfig(), producerConfig);
        producer.start();
        Set<String> ids = ConcurrentHashMap.newKeySet();
        AtomicInteger failed = new AtomicInteger();
        CountDownLatch open = new CountDownLatch(count);
        for (int n = 0; n < count; n++) {
            producer.sendMessage(topic, ("async " + n).getBytes(StandardCharsets.UTF_8), new SendCallback() {
                @Override
                public void onSuccess(String msgId) {
                    ids.add(msgId);
                    open.countDown();
                }

                @Override
                public void onFail() {
                    failed.incrementAndGet();
                    open.countDown();
                }
            });
        }
        open.await();
        System.out.println("confirmed " + ids.size() + ", failed " + failed + ".");
        SendResult result = producer.sendMessage(
                topic,
                "sync".getBytes(StandardCharsets.UTF_8),
                "60",
                "text/plain",
                List.of(new StringPair("color", "blue"), new StringPair("size", "7")));
        System.out.println("sync " + result.isSuccess() + " " + (result.getMsgId() != null) + ".");
        producer.stop();
        System.out.println("stopped");
    }
}
