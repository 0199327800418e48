package com.alibaba.mqtt.server.cli.query;

import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.service.Answer;
import com.alibaba.mqtt.server.common.ServerException;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts answers. */
final class Tally {
    private final Map<Answer.State, Long> counts = new EnumMap<>(Answer.State.class);
    private @Nullable ServerException firstError;
    private long total;

    void add(Answer answer) {
        counts.merge(answer.state(), 1L, Long::sum);
        total++;
        if (firstError == null) {
            firstError = answer.error();
        }
    }

    long total() {
        return total;
    }

    long of(Answer.State state) {
        return counts.getOrDefault(state, 0L);
    }

    /** Returns the first error; its text is fit for a terminal. */
    @Nullable
    ServerException firstError() {
        return firstError;
    }

    /** What is worse to overlook comes first. */
    int exitCode() {
        if (firstError != null) {
            return ExitCode.of(firstError);
        }
        if (of(Answer.State.unanswered) > 0) {
            return ExitCode.UNANSWERED;
        }
        return of(Answer.State.offline) > 0 ? ExitCode.OFFLINE : ExitCode.OK;
    }
}
