package dev.mqttstatus.emulator.json;

/** Broker-J's own class of this name sets a mapper up for objects that the emulator's Broker-J never writes. */
public final class ConfiguredObjectJacksonModule {
    private ConfiguredObjectJacksonModule() {}

    /**
     * Returns a mapper.
     *
     * @param forPersistence whether it is for a file; there is none
     */
    public static ObjectMapper newObjectMapper(boolean forPersistence) {
        return new ObjectMapper();
    }
}
