package dev.mqttstatus.drivers;

import com.alibaba.fastjson.JSONObject;
import com.alibaba.mqtt.server.ServerProducer;
import com.alibaba.mqtt.server.common.SendResult;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ProducerConfig;
import com.alibaba.mqtt.server.model.StringPair;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Fourth shape: send with MQTT 5 properties, and wait. */
public class ProducerSyncDemo {
    public static void main(String[] args) throws Exception {
        ChannelConfig channelConfig = new ChannelConfig();
        channelConfig.setDomain(System.getenv("MQTT_DOMAIN"));
        channelConfig.setPort(Integer.parseInt(System.getenv("MQTT_PORT")));
        channelConfig.setInstanceId(System.getenv("MQTT_INSTANCE_ID"));
        channelConfig.setAccessKey(System.getenv("MQTT_AK_ENV"));
        channelConfig.setSecretKey(System.getenv("MQTT_SK_ENV"));

        ServerProducer serverProducer = new ServerProducer(channelConfig, new ProducerConfig());
        serverProducer.start();
        List<StringPair> userProperties = new ArrayList<>();
        userProperties.add(new StringPair("key1", "value1"));
        userProperties.add(new StringPair("key2", "value2"));
        SendResult result = serverProducer.sendMessage(
                System.getenv("MQTT_TOPIC") + "/test",
                "hello".getBytes(StandardCharsets.UTF_8),
                "120",
                "application/json",
                userProperties);
        System.out.println(JSONObject.toJSONString(result));
    }
}
