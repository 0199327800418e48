package com.alibaba.mqtt.server.cli.query;

import com.alibaba.mqtt.server.cli.run.CliException;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Client ids from the command line, a file or the standard input. */
public final class ClientIds {
    private static final String STANDARD_INPUT = "-";
    private static final int MAX_LINE = 4096;

    @Parameters(
            arity = "0..*",
            paramLabel = "ID",
            description = "Full client ids, GROUP@@@DEVICE. - reads them from the standard input, one a line.")
    private List<String> given = List.of();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Reads ids from a file, one a line; empty lines and those that begin with # do not count.")
    private @Nullable Path file;

    /** For picocli. */
    public ClientIds() {}

    /** Returns each id once, in the order given; at least one. */
    Set<String> read(Surroundings around) {
        Set<String> all = new LinkedHashSet<>();
        for (String id : given) {
            if (id.equals(STANDARD_INPUT)) {
                readLines(around.in(), "the standard input", all);
            } else if (id.isBlank()) {
                throw CliException.usage("a client id is blank");
            } else {
                all.add(id);
            }
        }
        if (file != null && file.toString().equals(STANDARD_INPUT)) {
            readLines(around.in(), "the standard input", all);
        } else if (file != null) {
            try (InputStream in = Files.newInputStream(file)) {
                readLines(in, ForeignText.visible(file.toString()), all);
            } catch (IOException e) {
                throw CliException.usage("cannot read " + ForeignText.visible(file.toString()) + ": "
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
