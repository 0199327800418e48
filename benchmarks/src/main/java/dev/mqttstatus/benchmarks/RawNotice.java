package dev.mqttstatus.benchmarks;

/** What the raw clients parse a notice into, with fastjson2 at its fastest: public fields. */
public final class RawNotice {
    public String clientId;
    public String channelId;
    public String eventType;
    public String clientIp;
    public long time;
}
