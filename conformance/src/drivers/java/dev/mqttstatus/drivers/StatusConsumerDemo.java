package dev.mqttstatus.drivers;

import com.alibaba.fastjson.JSONObject;
import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.model.StatusNotice;

/** First shape: who comes and goes. */
public class StatusConsumerDemo {
    public static void main(String[] args) throws Exception {
        ChannelConfig channelConfig = new ChannelConfig();
        channelConfig.setDomain(System.getenv("MQTT_DOMAIN"));
        channelConfig.setPort(Integer.parseInt(System.getenv("MQTT_PORT")));
        channelConfig.setInstanceId(System.getenv("MQTT_INSTANCE_ID"));
        channelConfig.setAccessKey(System.getenv("MQTT_AK_ENV"));
        channelConfig.setSecretKey(System.getenv("MQTT_SK_ENV"));

        ServerConsumer serverConsumer = new ServerConsumer(channelConfig, new ConsumerConfig());
        serverConsumer.start();
        serverConsumer.subscribeStatus(System.getenv("MQTT_GROUP_ID"), new StatusListener() {
            @Override
            public void process(StatusNotice statusNotice) {
                System.out.println(JSONObject.toJSONString(statusNotice));
            }
        });
        System.out.println("subscribed");
    }
}
