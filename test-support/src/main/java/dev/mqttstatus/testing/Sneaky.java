package dev.mqttstatus.testing;

/** Throws what the compiler would not let pass, as code in other languages and byte code of tools can. */
public final class Sneaky {
    private Sneaky() {}

    /** Throws it, whatever it is. */
    @SuppressWarnings("DoNotCallSuggester") // to throw is what it is called for
    public static void throwAny(Throwable any) {
        Sneaky.<RuntimeException>unchecked(any);
    }

    @SuppressWarnings({"unchecked", "DoNotCallSuggester", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> void unchecked(Throwable any) throws E {
        throw (E) any;
    }
}
