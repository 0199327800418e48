package com.alibaba.mqtt.server.presence.redis;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.Causes;
import com.alibaba.mqtt.server.internal.ForeignText;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Names what goes wrong between us and Redis. No text holds a password, whatever the server says. */
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
    /** Until Redis 7 what a command within a script answers stands at the end of an error of the script. */
    private static final Pattern WITHIN_SCRIPT =
            Pattern.compile("ERR Error running script .*@user_script: ?\\d+: -?([A-Z]+) .*", Pattern.DOTALL);

    private final String server;
    private final Duration timeout;
    private final ForeignText foreign;

    /** Creates the errors of one server, named as in {@code host:port}; {@code foreign} hides the login. */
    RedisErrors(String server, Duration timeout, ForeignText foreign) {
        this.server = server;
        this.timeout = timeout;
        this.foreign = foreign;
    }

    /** Returns what the class path lacks, if that is the cause; null if not. */
    private @Nullable ServerException linkage(Throwable e) {
        LinkageError missing = Causes.first(e, LinkageError.class);
        return missing == null ? null : unusable(missing, foreign);
    }

    static ServerException unusable(LinkageError missing, ForeignText foreign) {
        return new ServerException(
                ErrorCode.BAD_CONFIGURATION,
                "presence store on Redis: io.lettuce:lettuce-core 6.8 with Netty 4.1 is needed, and what the class path has"
                        + " cannot be used: " + foreign.show(missing.toString()),
                false,
                foreign.show(missing));
    }

    ServerException of(Throwable e) {
        ServerException missing = linkage(e);
        if (missing != null) {
            return missing;
        }
        if (Causes.has(e, RedisCommandInterruptedException.class)) {
            return error(ErrorCode.INTERRUPTED, "the thread was interrupted while it waited", false, e);
        }
        RedisCommandExecutionException answer = Causes.first(e, RedisCommandExecutionException.class);
        if (answer != null) {
            String said = String.valueOf(answer.getMessage());
            Matcher within = WITHIN_SCRIPT.matcher(said);
            String word = within.matches() ? within.group(1) : said.split(" ", 2)[0];
            String text = foreign.show(said);
            return LOGIN_WORDS.contains(word)
                    ? error(ErrorCode.LOGIN_REFUSED, "refused: " + text, false, e)
                    : error(ErrorCode.STORE_FAILED, "answered: " + text, RETRYABLE_WORDS.contains(word), e);
        }
        if (Causes.has(e, RedisCommandTimeoutException.class)) {
            return error(ErrorCode.TIMED_OUT, "no answer within " + timeout.toMillis() + " ms", true, e);
        }
        if (Causes.has(e, UnknownHostException.class)) {
            return error(ErrorCode.UNKNOWN_HOST, "the host is not known here", true, e);
        }
        if (Causes.has(e, SSLException.class)) {
            return error(ErrorCode.TLS_FAILED, "no trusted TLS connection: " + rootText(e), false, e);
        }
        if (e instanceof RedisException || e instanceof CancellationException || Causes.has(e, IOException.class)) {
            return error(ErrorCode.CONNECTION_LOST, "no connection: " + rootText(e), true, e);
        }
        return error(ErrorCode.STORE_FAILED, "the client failed: " + foreign.show(e.toString()), false, e);
    }

    ServerException contended(String clientId, int tries) {
        return error(
                ErrorCode.STORE_FAILED,
                "no update of " + foreign.show(clientId) + ": " + tries + " times in a row another one came between",
                true,
                null);
    }

    static boolean is(String code, UncheckedIOException e) {
        return e.getCause() instanceof ServerException known && known.getCode().equals(code);
    }

    static boolean isRetryable(UncheckedIOException e) {
        return e.getCause() instanceof ServerException known && known.isRetryable();
    }

    private ServerException error(String code, String what, boolean retryable, @Nullable Throwable cause) {
        return new ServerException(
                code, "presence store on Redis at " + server + ": " + what, retryable, foreign.show(cause));
    }

    private String rootText(Throwable e) {
        Throwable root = Causes.last(e, Throwable.class);
        return foreign.show(root == null ? null : root.getMessage());
    }
}
