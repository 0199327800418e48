package dev.mqttstatus.emulator.json;

/** What a text may have beside JSON. */
public enum JsonReadFeature {
    /** Comments as in Java. */
    ALLOW_JAVA_COMMENTS
}
