package com.alibaba.mqtt.server.cli.query;

import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.cli.run.Flags;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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
    private static final int MAX_LINE = 4096;

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
        @Nullable List<String> ids = given.getValue();
        @Nullable Path path = file.getValue();
        for (String id : ids == null ? List.<String>of() : ids) {
            if (id.equals(STANDARD_INPUT)) {
                readLines(around.in(), "the standard input", all);
            } else if (id.isBlank()) {
                throw CliException.usage("a client id is blank");
            } else {
                all.add(id);
            }
        }
        if (path != null && path.toString().equals(STANDARD_INPUT)) {
            readLines(around.in(), "the standard input", all);
        } else if (path != null) {
            try (InputStream in = Files.newInputStream(path)) {
                readLines(in, ForeignText.visible(path.toString()), all);
            } catch (IOException e) {
                throw CliException.usage("cannot read " + ForeignText.visible(path.toString()) + ": "
                        + e.getClass().getSimpleName());
            }
        }
        if (all.isEmpty()) {
            throw CliException.usage("no client id: give some, or -f FILE, or - for the standard input");
        }
        return all;
    }

    private static void readLines(InputStream in, String name, Set<String> all) {
        try {
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String id = line.strip();
                if (id.length() > MAX_LINE) {
                    throw CliException.usage(name + " holds a line that is no client id: it is too long");
                }
                if (!id.isEmpty() && !id.startsWith("#")) {
                    all.add(id);
                }
            }
        } catch (CharacterCodingException e) {
            throw CliException.usage(name + " is no text in UTF-8");
        } catch (IOException e) {
            throw CliException.usage("cannot read " + name + ": " + e.getClass().getSimpleName());
        }
    }
}
