package dev.mqttstatus.examples;

import com.alibaba.mqtt.server.emulator.DeviceOptions;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.EmulatorFaults.TakeoverEnd;
import com.alibaba.mqtt.server.emulator.NetworkPath;
import com.alibaba.mqtt.server.emulator.OpenApiFault;
import com.alibaba.mqtt.server.emulator.OpenApiLimits;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** Every switch of the emulator's faults once, as docs/emulator.md shows them. Prints what is set, and ends. */
public final class FaultSwitches {
    private FaultSwitches() {}

    public static void main(String[] args) throws IOException {
        DeviceOptions options =
                DeviceOptions.ofService().sharedSubscriptions(false).clientTps(20);
        try (Emulator emulator =
                Emulator.builder().group("GID_shop").devices(options).start()) {
            notices(emulator);
            backends(emulator);
            openApi(emulator);
            network(emulator);
            time(emulator);
            System.out.println(emulator.refusals());
        }
    }

    private static void notices(Emulator emulator) {
        emulator.faults().seed(7);
        emulator.faults().lose(10);
        emulator.faults().lose((clientId, event) -> event.equals("tcpclean") && clientId.endsWith("@@@lock"));
        emulator.faults().loseAllOf("GID_shop");
        emulator.faults().duplicate(20, Duration.ZERO, Duration.ofSeconds(1));
        emulator.faults().delay(20, Duration.ofMillis(100), Duration.ofSeconds(2));
        emulator.faults().takeover(TakeoverEnd.AFTER_CONNECT, TakeoverEnd.BEFORE_CONNECT);
        emulator.faults().nodeClocks(Duration.ZERO, Duration.ofSeconds(-3));
        emulator.faults().clear();
    }

    private static void backends(Emulator emulator) throws IOException {
        emulator.faults().refuseLogins(2);
        emulator.faults().resetAmqpConnections();
        emulator.cutAmqpConnections();
        emulator.faults().killAmqp();
        emulator.startAmqp();
        emulator.faults().deleteQueue("GID_shop");
        emulator.faults().createQueue("GID_shop");
    }

    private static void openApi(Emulator emulator) {
        emulator.openApi().next(OpenApiFault.THROTTLED, OpenApiFault.CUT);
        emulator.openApi().fail(30, OpenApiFault.SERVICE_UNAVAILABLE, OpenApiFault.HANG);
        emulator.openApi().latency(Duration.ofMillis(50), Duration.ofMillis(500));
        emulator.openApi().limits(OpenApiLimits.ofService());
        emulator.openApi().clear();
    }

    private static void network(Emulator emulator) {
        NetworkPath backends = emulator.network().backends();
        backends.halfOpen();
        backends.cut();
        backends.reset();
        backends.delay(Duration.ofMillis(200));
        backends.garble(1);
        backends.clear();
        emulator.network().devices().reset();
        emulator.network().queries().delay(Duration.ofSeconds(1));
    }

    private static void time(Emulator emulator) {
        emulator.time().advance(Duration.ofDays(3));
        emulator.time().stopAt(Instant.parse("2031-05-04T12:00:00Z"));
        emulator.time().advance(Duration.ofMinutes(90));
        emulator.time().run();
    }
}
