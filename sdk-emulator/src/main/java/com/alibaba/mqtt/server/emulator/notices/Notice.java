package com.alibaba.mqtt.server.emulator.notices;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONObject;

/**
 * What the service tells the backends about one event of one client.
 *
 * @param time when it happened, milliseconds since 1970
 */
public record Notice(Channel channel, Event event, long time) {

    /** The kinds of event, with the spelling used in notices. */
    public enum Event {
        /** The client's login was accepted. */
        CONNECT("connect"),
        /** The client said that it leaves. */
        DISCONNECT("disconnect"),
        /** The connection has ended. */
        TCPCLEAN("tcpclean"),
        /** The connection was ended because its client is about to be accepted on another one. */
        TAKEN_OVER("tcpclean");

        private final String spelling;

        Event(String spelling) {
            this.spelling = spelling;
        }

        /** As in notices. */
        @Override
        public String toString() {
            return spelling;
        }
    }

    /** The group whose backends get the notice. */
    public String group() {
        return channel.clientId().group();
    }

    /** The same, but for the time. */
    Notice at(long otherTime) {
        return new Notice(channel, event, otherTime);
    }

    /** The body of the message, UTF-8 JSON. */
    public byte[] body() {
        return JSON.toJSONBytes(JSONObject.of(
                "clientId", channel.clientId().toString(),
                "time", time,
                "eventType", event.toString(),
                "channelId", channel.id(),
                "clientIp", channel.clientIp()));
    }
}
