package dev.mqttstatus.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.mqtt.server.emulator.Emulator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A refused login, and what one can do after it. */
class LoginIT {
    private static final String GROUP = "GID_shop";

    @ParameterizedTest
    @EnumSource
    void aWrongSecretIsAnIOExceptionOfStart(Sdk sdk) throws Exception {
        try (Emulator emulator = sdk.start(Emulator.builder().group(GROUP));
                Driver backend = Driver.start(sdk, emulator, "StartAgainDriver", GROUP)) {
            backend.await("refused");
        }
    }

    /** The official SDK says nothing, and never receives: its second start() does nothing. */
    @ParameterizedTest
    @EnumSource
    void aCorrectedSecretAfterAFailedStart(Sdk sdk) throws Exception {
        try (Emulator emulator = sdk.start(Emulator.builder().group(GROUP));
                Driver backend = Driver.start(sdk, emulator, "StartAgainDriver", GROUP)) {
            backend.await("ready");
            Notices.publish(emulator, GROUP, 10);
            if (sdk.isOfficial()) {
                try (Driver healthy = Driver.start(sdk, emulator, "StatusDriver", GROUP)) {
                    healthy.await("notice", 10);
                }
                assertEquals(0, backend.count("notice"));
            } else {
                backend.await("notice", 10);
            }
        }
    }
}
