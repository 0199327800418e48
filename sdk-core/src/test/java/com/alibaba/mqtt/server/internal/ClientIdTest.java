package com.alibaba.mqtt.server.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientIdTest {
    @ParameterizedTest
    @CsvSource({"GID@@@lock,GID,lock", "GID@@@a@@@b,GID,a@@@b", "@@@lock,'',lock", "GID@@@,GID,''", "lock,,", "a@@b,,"})
    void theFirstSeparatorCounts(String clientId, String group, String device) {
        assertEquals(group, ClientId.group(clientId));
        assertEquals(device, ClientId.device(clientId));
        assertEquals(group == null ? "" : group, ClientId.groupOrEmpty(clientId));
    }
}
