package dev.mqttstatus.drivers;

import com.alibaba.fastjson.JSONObject;
import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.callback.MessageListener;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.model.MessageProperties;
import java.nio.charset.StandardCharsets;

/** Second shape: what devices publish. */
public class TopicConsumerDemo {
    public static void main(String[] args) throws Exception {
        ChannelConfig channelConfig = new ChannelConfig();
        channelConfig.setDomain(System.getenv("MQTT_DOMAIN"));
        channelConfig.setPort(Integer.parseInt(System.getenv("MQTT_PORT")));
        channelConfig.setInstanceId(System.getenv("MQTT_INSTANCE_ID"));
        channelConfig.setAccessKey(System.getenv("MQTT_AK_ENV"));
        channelConfig.setSecretKey(System.getenv("MQTT_SK_ENV"));

        ServerConsumer serverConsumer = new ServerConsumer(channelConfig, new ConsumerConfig());
        serverConsumer.start();
        serverConsumer.subscribeTopic(System.getenv("MQTT_TOPIC"), new MessageListener() {
            @Override
            public void process(String msgId, MessageProperties messageProperties, byte[] payload) {
                System.out.println("Receive:" + msgId + "," + JSONObject.toJSONString(messageProperties) + ","
                        + new String(payload, StandardCharsets.UTF_8));
            }
        });
        System.out.println("subscribed");
    }
}
