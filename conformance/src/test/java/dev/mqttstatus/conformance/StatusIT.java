package dev.mqttstatus.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.emulator.Emulator;
import dev.mqttstatus.testing.Poll;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Status notices: who gets which. */
class StatusIT {
    private static final String SHOP = "GID_shop";
    private static final String HOME = "GID_home";
    private static final int COUNT = 200;

    @ParameterizedTest
    @EnumSource
    void consumersOfAGroupShareItsNoticesAndSeeNoOther(Sdk sdk) throws Exception {
        try (Emulator emulator = sdk.start(Emulator.builder().group(SHOP).group(HOME));
                Driver shop1 = Driver.start(sdk, emulator, "StatusDriver", SHOP);
                Driver shop2 = Driver.start(sdk, emulator, "StatusDriver", SHOP);
                Driver home = Driver.start(sdk, emulator, "StatusDriver", HOME)) {
            shop1.await("ready");
            shop2.await("ready");
            home.await("ready");
            Notices.publish(emulator, SHOP, COUNT);
            Notices.publish(emulator, HOME, COUNT);
            home.await("notice", COUNT);
            Poll.until(
                    COUNT + " notices",
                    () -> shop1.count("notice") + shop2.count("notice") >= COUNT,
                    () -> "there are " + shop1.count("notice") + " and " + shop2.count("notice"));
            Poll.until(
                    "all is settled",
                    () -> emulator.group(SHOP).queued() == 0
                            && emulator.group(HOME).queued() == 0);
            assertAllOnce(SHOP, Stream.concat(shop1.lines().stream(), shop2.lines().stream()));
            assertAllOnce(HOME, home.lines().stream());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDeviceComesAndGoes(Sdk sdk) throws Exception {
        try (Emulator emulator = sdk.start(Emulator.builder().group(SHOP));
                Driver shop = Driver.start(sdk, emulator, "StatusDriver", SHOP)) {
            shop.await("ready");
            Device device = new Device(emulator, SHOP + "@@@lock");
            shop.await("notice GID_shop GID_shop@@@lock ONLINE");
            device.close();
            // announced by "disconnect", and then true by "tcpclean"
            shop.await("notice GID_shop GID_shop@@@lock OFFLINE", 2);
            assertEquals(3, shop.count("notice"));
        }
    }

    private static void assertAllOnce(String group, Stream<String> output) {
        List<String> notices = output.filter(line -> line.startsWith("notice")).toList();
        assertEquals(COUNT, notices.size());
        assertEquals(COUNT, new TreeSet<>(notices).size());
        assertTrue(notices.stream().allMatch(line -> line.startsWith("notice " + group + " " + group + "@@@")));
    }
}
