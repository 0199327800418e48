package dev.mqttstatus.drivers;

import com.alibaba.mqtt.server.ServerProducer;
import com.alibaba.mqtt.server.callback.SendCallback;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ProducerConfig;
import java.nio.charset.StandardCharsets;

/** Third shape: send to devices, get the result in a callback. */
public class ProducerCallbackDemo {
    public static void main(String[] args) throws Exception {
        ChannelConfig channelConfig = new ChannelConfig();
        channelConfig.setDomain(System.getenv("MQTT_DOMAIN"));
        channelConfig.setPort(Integer.parseInt(System.getenv("MQTT_PORT")));
        channelConfig.setInstanceId(System.getenv("MQTT_INSTANCE_ID"));
        channelConfig.setAccessKey(System.getenv("MQTT_AK_ENV"));
        channelConfig.setSecretKey(System.getenv("MQTT_SK_ENV"));

        ServerProducer serverProducer = new ServerProducer(channelConfig, new ProducerConfig());
        serverProducer.start();
        for (int i = 0; i < 10; i++) {
            String mqttTopic = System.getenv("MQTT_TOPIC") + "/test";
            serverProducer.sendMessage(mqttTopic, ("hello " + i).getBytes(StandardCharsets.UTF_8), new SendCallback() {
                @Override
                public void onSuccess(String msgId) {
                    System.out.println("SendSuccess " + msgId);
                }

                @Override
                public void onFail() {
                    System.out.println("SendFail");
                }
            });
        }
    }
}
