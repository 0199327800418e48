package com.alibaba.mqtt.server.emulator.mqtt;

import com.alibaba.mqtt.server.emulator.gate.DeviceRules;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.BaseInterceptor;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTProtocolManager;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTProtocolManagerFactory;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.spi.core.protocol.ProtocolManager;

/** MQTT with our settings. Artemis would set them by the names of bean properties, which takes a tenth of its start. */
final class MqttProtocol extends MQTTProtocolManagerFactory {
    @Override
    @SuppressWarnings("rawtypes") // as in Artemis
    public ProtocolManager createProtocolManager(
            ActiveMQServer server,
            Map<String, Object> parameters,
            List<BaseInterceptor> incoming,
            List<BaseInterceptor> outgoing)
            throws Exception {
        // only Artemis' own package sees it
        Constructor<MQTTProtocolManager> constructor =
                MQTTProtocolManager.class.getDeclaredConstructor(ActiveMQServer.class, List.class, List.class);
        constructor.setAccessible(true);
        return constructor
                .newInstance(server, incoming, outgoing)
                // the gates see to keep-alive
                .setServerKeepAlive(0)
                .setTopicAliasMaximum(DeviceRules.MAX_TOPIC_ALIASES);
    }
}
