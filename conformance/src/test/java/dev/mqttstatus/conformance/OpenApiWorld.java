package dev.mqttstatus.conformance;

import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.OpenApiLimits;
import com.alibaba.mqtt.server.emulator.OpenApiOptions;
import dev.mqttstatus.testing.Poll;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** Two services: one with devices, and one whose key is temporary, whose clock stands still and whose limit is used up. */
final class OpenApiWorld implements AutoCloseable {
    static final String GROUP = "GID_shop";
    static final String ONLINE = GROUP + "@@@lock";
    static final String GONE = GROUP + "@@@lamp";
    static final String TOKEN = "sample+security/token==";

    private final Emulator lasting;
    private final Emulator temporary;
    private final Device device;

    OpenApiWorld() throws IOException {
        lasting = Emulator.builder().group(GROUP).group("GID_home").start();
        temporary = Emulator.builder()
                .securityToken(TOKEN)
                .clock(Clock.fixed(Instant.now(), ZoneOffset.UTC))
                .openApi(OpenApiOptions.defaults()
                        .limits(OpenApiLimits.none().account(OpenApiCase.THROTTLED.action(), 1)))
                .start();
        device = new Device(lasting, ONLINE);
        new Device(lasting, GONE).close();
        Poll.until("one is gone", () -> lasting.onlineClients(GROUP).size() == 1);
        OpenApiOutcome unused = OpenApiCase.THROTTLED.play(OpenApiClient.OURS, this);
    }

    Emulator emulator(boolean withToken) {
        return withToken ? temporary : lasting;
    }

    @Override
    public void close() {
        device.close();
        lasting.close();
        temporary.close();
    }
}
