package com.alibaba.mqtt.server.cli.settings;

import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a secret that is to stand on no command line. */
final class SecretFile {
    private static final int MAX_BYTES = 4096;

    private SecretFile() {}

    /** Reads the first line of a file, or of the standard input for {@code -}, without blanks around it. */
    static String read(Path file, InputStream standardInput) {
        boolean isInput = file.toString().equals("-");
        String shown = isInput ? "the standard input" : ForeignText.visible(file.toString());
        try {
            String line = isInput ? firstLine(standardInput) : firstLine(file);
            if (line.isEmpty()) {
                throw CliException.configuration("--secret-key-file: " + shown + " holds no secret");
            }
            return line;
        } catch (IOException e) {
            throw CliException.configuration("--secret-key-file: cannot read " + shown + ": "
                    + e.getClass().getSimpleName());
        }
    }

    private static String firstLine(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return firstLine(in);
        }
    }

    /** Byte by byte: what follows on the standard input is for somebody else. */
    private static String firstLine(InputStream in) throws IOException {
        byte[] line = new byte[MAX_BYTES];
        int length = 0;
        for (int next = in.read(); next >= 0 && next != '\n' && length < MAX_BYTES; next = in.read()) {
            line[length++] = (byte) next;
        }
        return new String(line, 0, length, StandardCharsets.UTF_8).strip();
    }
}
