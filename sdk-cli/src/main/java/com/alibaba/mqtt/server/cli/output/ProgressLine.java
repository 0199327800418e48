package com.alibaba.mqtt.server.cli.output;

import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.cli.run.Terminal;
import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows on the standard error how far a command is; only if that is a terminal. Closing it wipes it out. */
public final class ProgressLine implements AutoCloseable {
    private static final int MILLIS = 200;

    private final @Nullable ProgressBar bar;

    private ProgressLine(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    /** Begins a line, which appears only where somebody sees it; a total that is not known is -1. */
    public static ProgressLine begin(Surroundings around, String task, long total) {
        Terminal terminal = around.terminal();
        if (!terminal.err() || terminal.dumb()) {
            return new ProgressLine(null);
        }
        return new ProgressLine(new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(MILLIS)
                .setConsumer(new OneLine(around.err(), terminal.columns() - 1))
                .showSpeed()
                .build());
    }

    /** So many are done. */
    public void done(long count) {
        if (bar != null) {
            bar.stepTo(count);
        }
    }

    /** Says something beside the bar. */
    public void note(String text) {
        if (bar != null) {
            bar.setExtraMessage(" " + text);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }

    /** One line that is written again and again, and wiped out at the end. */
    private static final class OneLine implements ProgressBarConsumer {
        private final PrintStream err;
        private final int columns;

        OneLine(PrintStream err, int columns) {
            this.err = err;
            this.columns = columns;
        }

        @Override
        public int getMaxRenderedLength() {
            return columns;
        }

        @Override
        public void accept(String line) {
            err.print("\r" + line);
            err.flush();
        }

        @Override
        public void close() {
            err.print("\r\u001b[K");
            err.flush();
        }
    }
}
