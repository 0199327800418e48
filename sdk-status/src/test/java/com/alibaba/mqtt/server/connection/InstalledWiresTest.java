package com.alibaba.mqtt.server.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.FakeServer;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.Dialect;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import org.junit.jupiter.api.Test;

/** This module has the AMQP 1.0 wire and not the other. */
class InstalledWiresTest {
    private static ServerException failure(ChannelConfig config) {
        return assertThrows(
                ServerException.class, () -> new InstalledWires().open(ConnectionSettings.of(config), cause -> {}));
    }

    @Test
    void aMissingWireIsNamedWithTheArtifactToAdd() {
        ChannelConfig config = FakeServer.config();
        config.setProtocol(Protocol.AMQP_0_9_1);
        ServerException failure = failure(config);
        assertEquals(ErrorCode.BAD_CONFIGURATION, failure.getCode());
        assertTrue(failure.getMessage().contains("sdk-amqp091"), failure.getMessage());
    }

    @Test
    void theInstalledWireIsOpenedWithoutAskingTheServer() {
        ChannelConfig config = FakeServer.config();
        config.setProtocol(Protocol.AMQP_1_0);
        assertEquals(ErrorCode.UNKNOWN_HOST, failure(config).getCode());
        config.setProtocol(Protocol.AUTO);
        config.setDialect(Dialect.IOT_PLATFORM);
        config.setConsumerGroupId("group");
        assertEquals(ErrorCode.UNKNOWN_HOST, failure(config).getCode());
    }
}
