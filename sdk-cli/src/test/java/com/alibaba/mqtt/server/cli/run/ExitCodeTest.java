package com.alibaba.mqtt.server.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.mqtt.server.common.ServerException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodeTest {
    @ParameterizedTest
    @CsvSource({
        "Client.NoCredentials,5",
        "Client.LoginRefused,5",
        "Client.SubscribeRefused,5",
        "Client.BadConfiguration,5",
        "InvalidAccessKeyId.NotFound,5",
        "SignatureDoesNotMatch,5",
        "Forbidden.RAM,5",
        "PermissionCheckFailed,5",
        "Client.ConnectFailed,4",
        "Client.UnknownHost,4",
        "Client.TimedOut,4",
        "InternalError,4",
        "Throttling.User,4",
        "Client.Interrupted,130"
    })
    void anErrorIsOneOfTheServiceOrOneOfTheConfiguration(String code, int exit) {
        assertEquals(exit, ExitCode.of(new ServerException(code, "test", false, null)));
    }
}
