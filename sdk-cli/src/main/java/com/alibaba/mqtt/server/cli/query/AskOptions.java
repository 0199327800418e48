package com.alibaba.mqtt.server.cli.query;

import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.cli.run.Flags;
import com.alibaba.mqtt.server.cli.service.Depth;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** How the service is asked. */
final class AskOptions {
    private static final int MAX_RATE = 300;

    private final OptionSpec live = Flags.flag(
            "Ask for the present state of each client, one billed call each; otherwise the service's cache, one billed call"
                    + " for ten.",
            "--live");

    private final OptionSpec confirm =
            Flags.flag("Ask the cache, then live about those that it calls offline or leaves out.", "--confirm");

    private final OptionSpec rate = Flags.option(
            Integer.class, "N", "Calls a second, at most: 1 to 300. Default: 80 for the cache, 200 live", "--rate");

    AskOptions(CommandSpec spec) {
        spec.addOption(live).addOption(confirm).addOption(rate);
    }

    Depth depth() {
        if (Flags.is(live) && Flags.is(confirm)) {
            throw CliException.usage("--live and --confirm exclude each other");
        }
        return Flags.is(live) ? Depth.LIVE : Flags.is(confirm) ? Depth.CONFIRMED : Depth.CACHED;
    }

    @Nullable
    Integer rate() {
        @Nullable Integer calls = rate.getValue();
        if (calls != null && (calls < 1 || calls > MAX_RATE)) {
            throw CliException.usage("--rate is " + calls + "; allowed are 1 to " + MAX_RATE);
        }
        return calls;
    }
}
