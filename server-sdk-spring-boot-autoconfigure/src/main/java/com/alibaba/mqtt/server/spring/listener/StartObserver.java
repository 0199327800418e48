package com.alibaba.mqtt.server.spring.listener;

/** Is told when the consumers of an instance have started, each time. Internal. */
public interface StartObserver {
    /** Called on the thread that started them. */
    void started(InstanceConsumers consumers);
}
