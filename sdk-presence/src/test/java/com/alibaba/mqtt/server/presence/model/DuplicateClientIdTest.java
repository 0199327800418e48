package com.alibaba.mqtt.server.presence.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DuplicateClientIdTest {
    /** A dash stands for no address. */
    private static List<Session> sessions(String addresses) {
        return Arrays.stream(addresses.split(" ", -1))
                .map(address ->
                        new Session("c", address.equals("-") ? null : address, null, null, SessionEnd.TAKEN_OVER))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "TWO_DEVICES, 10.0.0.1:5 10.0.0.2:6 10.0.0.1:7",
        "TWO_DEVICES, 10.0.0.1:5 - 10.0.0.2:6 10.0.0.2:8 10.0.0.1:7",
        "ONE_DEVICE, 10.0.0.1:5 10.0.0.1:6 10.0.0.1:7",
        "ONE_DEVICE, [2001:db8::1]:5 [2001:db8::1]:6",
        "UNSURE, 10.0.0.1:5 10.0.0.1:6 10.0.0.2:7",
        "UNSURE, [2001:db8::1]:5 [2001:db8::2]:5",
        "UNSURE, - - -",
        "UNSURE, - 10.0.0.1:5",
    })
    void addressesShowTheCause(DuplicateClientId.Cause cause, String addresses) {
        assertEquals(cause, new DuplicateClientId("GID_a@@@1", sessions(addresses)).cause());
    }
}
