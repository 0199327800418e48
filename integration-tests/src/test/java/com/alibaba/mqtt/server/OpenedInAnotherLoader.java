package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.connection.InstalledWires;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import java.util.function.BiFunction;

/** Opens a wire and says how that failed, with types of Java only. */
public final class OpenedInAnotherLoader implements BiFunction<String, Integer, String> {
    @Override
    public String apply(String protocol, Integer closedPort) {
        ChannelConfig config = new ChannelConfig();
        config.setDomain("127.0.0.1");
        config.setPort(closedPort);
        config.setInstanceId("post-cn-test");
        config.setAccessKey("key");
        config.setSecretKey("secret");
        config.setProtocol(Protocol.valueOf(protocol));
        try {
            new InstalledWires().open(ConnectionSettings.of(config), lost -> {}).close();
            return "opened";
        } catch (ServerException e) {
            return e.getCode() + " " + e.isRetryable() + " " + e.getMessage();
        } catch (Throwable e) {
            return e.toString();
        }
    }
}
