package com.alibaba.mqtt.server.query;

/** From where the API is called; the service has other hosts, and other regions, for each. */
public enum Network {
    /** From anywhere, over the internet. */
    PUBLIC,
    /** From inside a VPC of the same region. */
    VPC
}
