package com.alibaba.mqtt.server.emulator.data;

import com.alibaba.mqtt.server.emulator.amqp.StoredMessage;
import com.alibaba.mqtt.server.emulator.instance.DeviceCredentials.Credential;
import com.alibaba.mqtt.server.emulator.instance.Tokens.Issued;
import com.alibaba.mqtt.server.emulator.mqtt.Stored;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * All that is kept over a restart.
 *
 * @param version of the form of this
 * @param queues what waits for backends, by the name of its queue
 * @param devices persistent sessions and what waits for them
 */
public record State(
        int version,
        Map<String, List<StoredMessage>> queues,
        Stored devices,
        List<Issued> tokens,
        List<Credential> credentials) {
    /** The form that this version writes and reads. */
    public static final int VERSION = 1;

    /** Whether all is there, for a file that may hold anything. */
    boolean isComplete() {
        return Stream.of(queues, devices, tokens, credentials).noneMatch(Objects::isNull)
                && Stream.of(devices.sessions(), devices.queues()).noneMatch(Objects::isNull);
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "State[" + queues.keySet() + ", " + tokens.size() + " tokens, " + credentials.size() + " credentials]";
    }
}
