package com.alibaba.mqtt.server.emulator.gate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONException;
import com.alibaba.fastjson2.JSONObject;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.util.concurrent.Future;

/** What the service and a client say to each other about tokens, on topics that nobody subscribes to. */
final class SystemWords implements TokenAccess.Words {
    /** Where a client publishes a new token. */
    static final String UPLOAD = "$SYS/uploadToken";

    private static final String EXPIRE = "$SYS/tokenExpireNotice";
    private static final String INVALID = "$SYS/tokenInvalidNotice";

    private final ChannelHandlerContext context;

    SystemWords(ChannelHandlerContext context) {
        this.context = context;
    }

    /** An empty object when it is not one. */
    static JSONObject parse(String text) {
        try {
            JSONObject object = JSON.parseObject(text);
            return object == null ? new JSONObject() : object;
        } catch (JSONException e) {
            return new JSONObject();
        }
    }

    @Override
    public void expires(String type, long time) {
        say(EXPIRE, JSONObject.of("expireTime", time, "type", type));
    }

    @Override
    public void invalid(String type, int code) {
        say(INVALID, JSONObject.of("code", code, "type", type));
    }

    private void say(String topic, JSONObject words) {
        Future<?> unused = context.writeAndFlush(MqttMessageBuilders.publish()
                .topicName(topic)
                .qos(MqttQoS.AT_MOST_ONCE)
                .payload(Unpooled.wrappedBuffer(words.toJSONString().getBytes(UTF_8)))
                .build());
    }
}
