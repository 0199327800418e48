package com.alibaba.mqtt.server.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForeignTextTest {
    private final ForeignText text = ForeignText.hiding("s3cret+key", null, "abc");

    private static String printed(Throwable e) {
        StringWriter printed = new StringWriter();
        e.printStackTrace(new PrintWriter(printed));
        return printed.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "'a\nb\r\tc', a\\nb\\r\\tc",
        "'\u001b[31mred', \\u001b[31mred",
        "'a\u0000b', a\\u0000b",
        "'\u2028x\u202ey', \\u2028x\\u202ey",
        "'é 中 😀', 'é 中 😀'",
        "key s3cret+key!, key ***!",
        "czNjcmV0K2tleQ==, ***",
        "s3cret%2Bkey, ***",
        "abc, abc",
    })
    void invisibleCharactersAndSecretsAreReplaced(String foreign, String shown) {
        assertEquals(shown, text.show(foreign));
    }

    @Test
    void halvesOfCharactersAreShownAsNumbers() {
        assertEquals("a\\ud83d", ForeignText.visible("a\ud83d"));
    }

    @Test
    void longTextsAreCutAfterTheSecretWasReplaced() {
        String shown = text.show("x".repeat(195) + "s3cret+key" + "y".repeat(1_000));
        assertEquals("x".repeat(195) + "***yy...", shown);
        assertEquals("null", text.show((String) null));
    }

    @Test
    void aCauseThatIsFitStaysTheSame() {
        Exception fit = new IOException("reset", new IllegalStateException("closed"));
        assertSame(fit, text.show(fit));
        assertNull(text.show((Throwable) null));
    }

    @Test
    void aSecretDeepInTheChainIsNotPrinted() {
        IOException foreign = new IOException("refused", new IllegalStateException("user u, password s3cret+key"));
        foreign.addSuppressed(new IllegalStateException("x\ny"));
        Throwable shown = text.show(foreign);
        assertNotSame(foreign, shown);
        String printed = printed(shown);
        assertFalse(printed.contains("s3cret"), printed);
        assertFalse(printed.contains("x\ny"), printed);
        assertTrue(printed.startsWith("java.io.IOException: refused"), printed);
        assertTrue(printed.contains("java.lang.IllegalStateException: user u, password ***"), printed);
        assertEquals(foreign.getStackTrace().length, shown.getStackTrace().length);
    }

    @Test
    void circlesAndExceptionsThatThrowAreShownToo() {
        Exception first = new Exception("first");
        first.initCause(new Exception("second", first));
        assertTrue(printed(text.show(first)).contains("first"));
        Throwable broken = text.show(new Exception() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new IllegalStateException("s3cret+key");
            }
        });
        assertFalse(printed(broken).contains("s3cret"));
    }

    @Test
    void anExceptionThatWritesItsOwnLineIsShownToo() {
        class Own extends Exception {
            private static final long serialVersionUID = 1L;
            private final String line;

            Own(String line) {
                this.line = line;
            }

            @Override
            // foreign classes do
            @SuppressWarnings("OverrideThrowableToString")
            public String toString() {
                if (line == null) {
                    throw new StackOverflowError("s3cret+key");
                }
                return line;
            }
        }

        for (String line : new String[] {"Own[password=s3cret+key]", "Own\nINFO all is well", null}) {
            String printed = printed(text.show(new IOException("refused", new Own(line))));
            assertFalse(printed.contains("s3cret") || printed.contains("\nINFO"), printed);
            assertTrue(printed.contains(Own.class.getName()), printed);
        }
        Own fit = new Own("Own[code=404]");
        assertSame(fit, text.show(fit));
    }

    @Test
    void anEscapeCompletesNoSecret() {
        ForeignText text = ForeignText.hiding("testsecret", "nsecret", "0001secret");
        assertEquals("a\\***b", text.show("a\testsecretb"));
        assertEquals("a\\***b", text.show("a\nsecretb"));
        assertEquals("a\\u***b", text.show("a\u0001secretb"));
    }
}
