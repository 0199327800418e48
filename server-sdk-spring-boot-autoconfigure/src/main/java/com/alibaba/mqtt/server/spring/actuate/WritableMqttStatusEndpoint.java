package com.alibaba.mqtt.server.spring.actuate;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.spring.MqttStatusInstances;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.lang.Nullable;

/** The same endpoint, which asks the service and disconnects clients too. Internal. */
@Endpoint(id = "mqttstatus")
public class WritableMqttStatusEndpoint extends MqttStatusEndpoint {
    private static final int ASK_SECONDS = 30;

    /** Creates it. */
    public WritableMqttStatusEndpoint(MqttStatusInstances instances) {
        super(instances);
    }

    /** Asks the service about one client now, which is billed, and returns the state after it. */
    @WriteOperation
    public Map<String, Object> ask(@Selector String clientId, @Nullable String instance)
            throws ExecutionException, InterruptedException, TimeoutException {
        return PresenceJson.of(tracker(instance).refresh(clientId).get(ASK_SECONDS, TimeUnit.SECONDS));
    }

    /** Disconnects one client. */
    @DeleteOperation
    public void disconnect(@Selector String clientId, @Nullable String instance) throws ServerException {
        instances().get(instance == null ? "" : instance).query().disconnect(clientId);
    }
}
