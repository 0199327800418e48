package com.alibaba.mqtt.server.cli.query;

import com.alibaba.mqtt.server.cli.output.Column;
import com.alibaba.mqtt.server.cli.output.Style;
import com.alibaba.mqtt.server.cli.service.Answer;
import com.alibaba.mqtt.server.query.model.ClientStatus;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The columns of answers. */
final class AnswerRows {
    private static final int ID = 32;
    private static final int WORD = 10;
    private static final int TIME = 27;

    static final List<Column<Answer>> COLUMNS = List.of(
            Column.of("clientId", ID, Answer::clientId),
            new Column<>("state", WORD, Answer::state, answer -> switch (answer.state()) {
                case online -> Style.GREEN;
                case offline -> Style.RED;
                case unanswered, failed -> Style.YELLOW;
            }),
            Column.of("source", WORD, status(status -> status.source().name().toLowerCase(Locale.ROOT))),
            Column.of("receivedAt", TIME, status(status -> status.receivedAt().truncatedTo(ChronoUnit.MILLIS))),
            Column.of("requestId", ID, status(ClientStatus::requestId)),
            Column.of(
                    "error",
                    WORD,
                    answer -> answer.error() == null ? null : answer.error().getCode()));

    private AnswerRows() {}

    private static Function<Answer, @Nullable Object> status(Function<ClientStatus, @Nullable Object> value) {
        return answer -> answer.status() == null ? null : value.apply(answer.status());
    }
}
