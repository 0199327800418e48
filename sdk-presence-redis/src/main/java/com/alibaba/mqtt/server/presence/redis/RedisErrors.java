package com.alibaba.mqtt.server.presence.redis;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisCommandTimeoutException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLException;

/** What goes wrong between us and Redis, in this SDK's words. No text holds a password: Redis does not repeat them. */
final class RedisErrors {
    private static final Set<String> LOGIN_WORDS = Set.of("NOAUTH", "WRONGPASS", "NOPERM");
    /** The first words of answers of a server that can take the same command later. */
    private static final Set<String> RETRYABLE_WORDS = Set.of(
            "BUSY",
            "CLUSTERDOWN",
            "LOADING",
            "MASTERDOWN",
            "MISCONF",
            "NOREPLICAS",
            "OOM",
            "READONLY",
            "TRYAGAIN",
            "UNBLOCKED");

    private final String server;
    private final Duration timeout;

    /** Makes the errors of one server, named as in {@code host:port}. */
    RedisErrors(String server, Duration timeout) {
        this.server = server;
        this.timeout = timeout;
    }

    ServerException of(RuntimeException e) {
        if (has(e, RedisCommandInterruptedException.class) != null) {
            return error(ErrorCode.INTERRUPTED, "the thread was interrupted while it waited", false, e);
        }
        RedisCommandExecutionException answer = has(e, RedisCommandExecutionException.class);
        if (answer != null) {
            String text = String.valueOf(answer.getMessage());
            String word = text.split(" ", 2)[0];
            return LOGIN_WORDS.contains(word)
                    ? error(ErrorCode.LOGIN_REFUSED, "refused: " + text, false, e)
                    : error(ErrorCode.STORE_FAILED, "answered: " + text, RETRYABLE_WORDS.contains(word), e);
        }
        if (has(e, RedisCommandTimeoutException.class) != null) {
            return error(ErrorCode.TIMED_OUT, "no answer within " + timeout.toMillis() + " ms", true, e);
        }
        if (has(e, UnknownHostException.class) != null) {
            return error(ErrorCode.UNKNOWN_HOST, "the host is not known here", true, e);
        }
        if (has(e, SSLException.class) != null) {
            return error(ErrorCode.TLS_FAILED, "no trusted TLS connection: " + root(e).getMessage(), false, e);
        }
        return error(ErrorCode.CONNECTION_LOST, "no connection: " + root(e).getMessage(), true, e);
    }

    ServerException contended(String clientId, int tries) {
        return error(
                ErrorCode.STORE_FAILED,
                "no update of " + clientId + ": " + tries + " times in a row another one came between",
                true,
                null);
    }

    static boolean is(String code, UncheckedIOException e) {
        return ((ServerException) e.getCause()).getCode().equals(code);
    }

    static boolean isRetryable(UncheckedIOException e) {
        return ((ServerException) e.getCause()).isRetryable();
    }

    private ServerException error(String code, String what, boolean retryable, Throwable cause) {
        return new ServerException(code, "presence store on Redis at " + server + ": " + what, retryable, cause);
    }

    private static <T extends Throwable> T has(Throwable e, Class<T> type) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }

    private static Throwable root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
