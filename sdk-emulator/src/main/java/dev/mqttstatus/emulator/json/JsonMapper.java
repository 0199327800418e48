package dev.mqttstatus.emulator.json;

/** The mapper that a builder makes. */
public final class JsonMapper extends ObjectMapper {
    private JsonMapper() {}

    /** Returns a builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Makes a mapper. */
    public static final class Builder {
        private Builder() {}

        /** Returns itself: no text of the emulator has comments. */
        public Builder enable(JsonReadFeature... features) {
            return this;
        }

        /** Returns a mapper. */
        public JsonMapper build() {
            return new JsonMapper();
        }
    }
}
