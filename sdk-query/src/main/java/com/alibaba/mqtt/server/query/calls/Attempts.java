package com.alibaba.mqtt.server.query.calls;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.CredentialsProvider;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.query.http.HttpAnswer;
import com.alibaba.mqtt.server.query.http.HttpTransport;
import com.alibaba.mqtt.server.query.http.RetryHints;
import com.alibaba.mqtt.server.query.http.SignedRequest;
import com.alibaba.mqtt.server.query.http.StaleConnectionException;
import com.alibaba.mqtt.server.query.openapi.Answers;
import com.alibaba.mqtt.server.query.openapi.ServiceErrors;
import com.alibaba.mqtt.server.query.openapi.Signer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a call until it is answered or {@link RetryRule} ends it.
 *
 * <ol>
 *   <li>Each attempt waits for its turn, and is signed after that: with the key pair, the time and a nonce of its moment.
 *   <li>Beside the rule, and not counted by it, an attempt is repeated at once: after the loss of a kept connection; once
 *       with the service's time if it found ours wrong; once with a new key pair if it did not know the old one.
 *   <li>No pause goes beyond the end of the call, and repetitions are bounded by {@link RetryQuota}.
 * </ol>
 */
public final class Attempts {
    /** Reads a successful answer. */
    public interface Reading<T> {
        /**
         * Reads it.
         *
         * @param json its object
         * @param at when it came
         */
        T read(Map<String, @Nullable Object> json, HttpAnswer answer, Instant at) throws ServerException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final int MAX_STALE = 3;
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Settings settings;
    private final Keys keys;
    private final RetryRule rule;
    private final Timekeeper time;
    private final HttpTransport transport;
    private final Calls calls;
    private final RetryQuota quota = new RetryQuota();
    private final Tally all = new Tally();
    private final StateLog repeating;
    /** What to add to our clock to have the service's. */
    private volatile Duration clockError = Duration.ZERO;

    /**
     * What a client is set to.
     *
     * @param name of the client, for the log
     * @param endpoint whose pace it is
     * @param credentials foreign code
     * @param rates the pace
     * @param maxAttempts how often a call is sent at most
     * @param attemptTimeout how long one may take
     * @param clock of this machine
     * @param listener is given each attempt, on the thread of the call; must not throw
     */
    public record Settings(
            String name,
            String endpoint,
            CredentialsProvider credentials,
            Signer signer,
            Rates rates,
            int maxAttempts,
            Duration attemptTimeout,
            Clock clock,
            Consumer<Attempt> listener) {}

    /** Creates it for a client. */
    public Attempts(Settings settings, HttpTransport transport, Calls calls) {
        this(
                settings,
                transport,
                calls,
                Pacers.ofJvm(),
                Timekeeper.SYSTEM,
                new RetryRule(
                        settings.maxAttempts(),
                        () -> ThreadLocalRandom.current().nextDouble()));
    }

    /** For tests. */
    Attempts(Settings settings, HttpTransport transport, Calls calls, Pacers pacers, Timekeeper time, RetryRule rule) {
        this.settings = settings;
        this.transport = transport;
        this.calls = calls;
        this.time = time;
        this.rule = rule;
        keys = new Keys(settings.credentials(), pacers, settings.endpoint());
        repeating = new StateLog(LOG, settings.name() + ": requests are repeated");
    }

    /** Returns what all calls have sent. */
    public Tally tally() {
        return all;
    }

    /** What has been tried for one call. */
    private static final class Tried {
        private int attempts;
        private int failed;
        private int stale;
        private boolean withItsTime;
        private boolean withNewKeys;
        private @Nullable Credentials signedWith;
        private long beganNanos;
        private long passedNanos;
        private @Nullable Duration measuredError;
    }

    /**
     * Carries out a call, as the work of it.
     *
     * @param tally counts its requests, beside that of the client; null for none
     */
    public <T> T run(OneCall<?> call, OpenApiRequest request, Reading<T> reading, @Nullable Tally tally)
            throws ServerException, InterruptedException {
        quota.call();
        Tried tried = new Tried();
        while (true) {
            ServerException failure;
            boolean stale = false;
            try {
                T answer = attempt(call, request, reading, tried, tally);
                ended(tally, request, tried, null, -1);
                repeating.overIfQuietFor(QUIET_NANOS);
                return answer;
            } catch (StaleConnectionException e) {
                failure = e.failure();
                stale = true;
            } catch (ServerException e) {
                failure = e;
            }
            if (call.attemptOver()) {
                failure = CallErrors.timeIsOver(call.step(), "attemptTimeout", settings.attemptTimeout());
            }
            long pause = call.isBroken() ? -1 : pause(request, tried, failure, stale, call);
            if (pause >= 0 && time.nanos() + pause - call.endNanos() > 0) {
                pause = -1;
            }
            ended(tally, request, tried, failure, pause);
            if (pause < 0) {
                throw failure;
            }
            repeating.failed(request.action() + " is repeated after " + failure.getMessage(), null);
            call.interruptibleStep("pause before the next attempt");
            try {
                time.sleep(pause);
            } finally {
                call.interruptibleStepOver();
            }
        }
    }

    private <T> T attempt(
            OneCall<?> call, OpenApiRequest request, Reading<T> reading, Tried tried, @Nullable Tally tally)
            throws ServerException, StaleConnectionException, InterruptedException {
        @Nullable Pacer pacer = keys.pacer();
        @Nullable Credentials now = null;
        if (pacer == null) {
            // the first call of this client: whose pace it is must be known
            begin(call, tried);
            now = keys.ask(call);
            pacer = keys.pacer();
            if (call.attemptOver()) {
                throw CallErrors.timeIsOver(call.step(), "attemptTimeout", settings.attemptTimeout());
            }
        }
        if (pacer != null) {
            call.interruptibleStep("turn at the pace that is set");
            try {
                tried.passedNanos = pacer.pass(request.action(), settings.rates());
            } finally {
                call.interruptibleStepOver();
            }
        }
        begin(call, tried);
        if (now == null) {
            now = keys.ask(call);
        }
        tried.signedWith = now;
        call.step("signature", () -> {});
        SignedRequest signed = settings.signer()
                .sign(
                        request.action(),
                        request.parameters(),
                        now,
                        settings.clock().instant().plus(clockError));
        tried.attempts++;
        all.sent(tried.attempts > 1);
        if (tally != null) {
            tally.sent(tried.attempts > 1);
        }
        HttpAnswer answer = transport.send(signed, call);
        Instant at = settings.clock().instant();
        try {
            Map<String, @Nullable Object> json = Answers.read(request.action(), answer, at);
            T value = reading.read(json, answer, at);
            call.attemptOver();
            return value;
        } catch (ServerException e) {
            @Nullable Instant theirs = RetryHints.date(answer.header("Date"));
            tried.measuredError = theirs == null ? null : Duration.between(at, theirs);
            throw e;
        }
    }

    private void begin(OneCall<?> call, Tried tried) {
        tried.beganNanos = time.nanos();
        long until = System.nanoTime() + settings.attemptTimeout().toNanos();
        call.attempt(until);
        calls.sweepBy(until);
    }

    /** Returns how long to wait before the next attempt, or -1 if there is none. */
    private long pause(OpenApiRequest request, Tried tried, ServerException failure, boolean stale, OneCall<?> call) {
        if (stale && request.idempotent() && tried.stale < MAX_STALE) {
            tried.stale++;
            return 0;
        }
        if (failure.isThrottled()) {
            @Nullable Pacer pacer = keys.pacer();
            if (pacer != null) {
                pacer.throttled(request.action(), failure, tried.passedNanos);
            }
        }
        @Nullable Duration error = tried.measuredError;
        if (ServiceErrors.isWrongClock(failure) && error != null && !tried.withItsTime) {
            tried.withItsTime = true;
            clockError = error;
            return 0;
        }
        if (ServiceErrors.isWrongKeys(failure) && !tried.withNewKeys && areNew(call, tried.signedWith)) {
            tried.withNewKeys = true;
            return 0;
        }
        tried.failed++;
        long pause = rule.pauseNanos(failure, tried.failed, request.idempotent());
        return pause >= 0 && quota.take() ? pause : -1;
    }

    /** Returns whether the provider has others now. */
    private boolean areNew(OneCall<?> call, @Nullable Credentials before) {
        try {
            Credentials now = keys.ask(call);
            return before == null
                    || !now.accessKeyId().equals(before.accessKeyId())
                    || !now.accessKeySecret().equals(before.accessKeySecret())
                    || !String.valueOf(now.securityToken()).equals(String.valueOf(before.securityToken()));
        } catch (ServerException e) {
            return false;
        }
    }

    private void ended(
            @Nullable Tally tally,
            OpenApiRequest request,
            Tried tried,
            @Nullable ServerException failure,
            long pauseNanos) {
        long took = time.nanos() - tried.beganNanos;
        // an answer that was cut began with success
        boolean billed = failure == null || failure.getHttpStatus() / 100 == 2;
        boolean throttled = failure != null && failure.isThrottled();
        all.ended(billed, throttled, failure != null, took);
        if (tally != null) {
            tally.ended(billed, throttled, failure != null, took);
        }
        settings.listener()
                .accept(new Attempt(request.action(), Math.max(1, tried.attempts), failure, took, pauseNanos));
    }
}
