package com.alibaba.mqtt.server.cli.query;

import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.cli.run.Flags;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Client ids from the command line, a file or the standard input. */
final class ClientIds {
    private static final String STANDARD_INPUT = "-";

    private final PositionalParamSpec given = PositionalParamSpec.builder()
            .arity("0..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel("ID")
            .description("Full client ids, GROUP@@@DEVICE. - reads them from the standard input, one a line.")
            .build();

    private final OptionSpec file = Flags.option(
            Path.class,
            "FILE",
            "Reads ids from a file, one a line; empty lines and those that begin with # do not count.",
            "-f",
            "--file");

    ClientIds(CommandSpec spec) {
        spec.addPositional(given).addOption(file);
    }

    /** Returns each id once, in the order given; at least one. */
    Set<String> read(Surroundings around) {
        Set<String> all = new LinkedHashSet<>();
        try (GivenIds given = open(around)) {
            given.forEachRemaining(all::add);
        }
        requireSome(!all.isEmpty());
        return all;
    }

    static void requireSome(boolean some) {
        if (!some) {
            throw CliException.usage("no client id: give some, or -f FILE, or - for the standard input");
        }
    }

    /** Returns the ids in the order given, one that is given twice twice. */
    GivenIds open(Surroundings around) {
        GivenIds all = new GivenIds();
        @Nullable List<String> ids = given.getValue();
        @Nullable Path path = file.getValue();
        for (String id : ids == null ? List.<String>of() : ids) {
            if (id.isBlank()) {
                throw CliException.usage("a client id is blank");
            }
            all.add(
                    id.equals(STANDARD_INPUT)
                            ? standardInput(around)
                            : List.of(id).iterator());
        }
        if (path != null && path.toString().equals(STANDARD_INPUT)) {
            all.add(standardInput(around));
        } else if (path != null) {
            String name = ForeignText.visible(path.toString());
            try {
                all.add(new IdLines(Files.newInputStream(path), name));
            } catch (IOException e) {
                throw CliException.usage(
                        "cannot read " + name + ": " + e.getClass().getSimpleName());
            }
        }
        return all;
    }

    private static IdLines standardInput(Surroundings around) {
        return new IdLines(around.in(), "the standard input");
    }
}
