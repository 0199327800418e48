package dev.mqttstatus.emulator.json;

/** A text that cannot be read, or written. */
public final class JacksonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JacksonException(String message, Throwable cause) {
        super(message, cause);
    }
}
