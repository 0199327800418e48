package com.alibaba.mqtt.server.presence.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.ForeignText;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisErrorsTest {
    private final RedisErrors errors =
            new RedisErrors("redis:6379", Duration.ofSeconds(2), ForeignText.hiding("the-secret"));

    @ParameterizedTest
    @CsvSource({
        "WRONGPASS invalid username-password pair, Client.LoginRefused, false",
        "NOAUTH Authentication required., Client.LoginRefused, false",
        "NOPERM this user has no permissions, Client.LoginRefused, false",
        "OOM command not allowed, Client.StoreFailed, true",
        "READONLY You can't write against a read only replica., Client.StoreFailed, true",
        "ERR Error running script (call to f_1): @user_script:25: @user_script: 25: -OOM command not allowed, "
                + "Client.StoreFailed, true",
        "ERR Error running script (call to f_1): @user_script:2: @user_script: 2: -WRONGTYPE Operation against a key, "
                + "Client.StoreFailed, false",
        "ERR Error running script (call to f_1): @user_script:2: user_script:2: attempt to index a nil value, "
                + "Client.StoreFailed, false",
        "LOADING Redis is loading the dataset in memory, Client.StoreFailed, true",
        "WRONGTYPE Operation against a key, Client.StoreFailed, false"
    })
    void answersOfTheServer(String answer, String code, boolean retryable) {
        ServerException error = errors.of(new RedisException("around it", new RedisCommandExecutionException(answer)));
        assertEquals(code, error.getCode());
        assertEquals(retryable, error.isRetryable());
        assertTrue(error.getMessage().endsWith(answer), error::getMessage);
        assertTrue(error.getMessage().contains("redis:6379"), error::getMessage);
    }

    @Test
    void noAnswer() {
        ServerException timedOut = errors.of(new RedisCommandTimeoutException("Command timed out"));
        assertEquals(ErrorCode.TIMED_OUT, timedOut.getCode());
        assertTrue(timedOut.getMessage().endsWith("no answer within 2000 ms"), timedOut::getMessage);
        assertEquals(
                ErrorCode.INTERRUPTED,
                errors.of(new RedisCommandInterruptedException(new InterruptedException()))
                        .getCode());
        assertEquals(
                ErrorCode.UNKNOWN_HOST,
                errors.of(new RedisConnectionException("no", new UnknownHostException("redis")))
                        .getCode());
        assertEquals(
                ErrorCode.TLS_FAILED,
                errors.of(new RedisConnectionException("no", new SSLHandshakeException("untrusted")))
                        .getCode());
        assertEquals(
                ErrorCode.CONNECTION_LOST,
                errors.of(new RedisException("Connection closed")).getCode());
        assertEquals(
                ErrorCode.CONNECTION_LOST,
                errors.of(new CancellationException("closed")).getCode());
    }

    @Test
    void aServerThatRepeatsThePasswordAndForgesALineShowsNeither() {
        ServerException error = errors.of(new RedisException(
                "around the-secret", new RedisCommandExecutionException("ERR the-secret\nWARN forged")));
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        assertFalse(text.toString().contains("the-secret"), text::toString);
        assertFalse(text.toString().contains("\nWARN"), text::toString);
        assertTrue(error.getMessage().endsWith("ERR ***\\nWARN forged"), error::getMessage);
    }

    @Test
    void anOldLibraryIsNoLostConnection() {
        for (Throwable e : List.of(
                new NoSuchMethodError("io.netty.x"),
                new RedisException("wrapped", new NoClassDefFoundError("io/netty/Y")),
                new IllegalStateException(new ExceptionInInitializerError("z")))) {
            assertEquals(ErrorCode.BAD_CONFIGURATION, errors.of(e).getCode());
        }
        assertEquals(
                ErrorCode.STORE_FAILED, errors.of(new NullPointerException()).getCode());
    }
}
