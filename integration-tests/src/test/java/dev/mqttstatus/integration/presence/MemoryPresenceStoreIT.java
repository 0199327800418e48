package dev.mqttstatus.integration.presence;

import com.alibaba.mqtt.server.presence.MemoryPresenceStore;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import dev.mqttstatus.testing.LeakCheck;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@Timeout(120)
class MemoryPresenceStoreIT extends PresenceStoreContract {
    private final PresenceStore store = new MemoryPresenceStore();

    @Override
    PresenceStore store() {
        return store;
    }
}
