package com.alibaba.mqtt.server.cli.query;

import com.alibaba.mqtt.server.cli.run.CliException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Client ids, one a line, read as they are wanted. Empty lines and those that begin with # do not count. */
final class IdLines implements Iterator<String>, AutoCloseable {
    private static final int MAX_LINE = 4096;

    private final Reader lines;
    private final String name;
    private @Nullable String next;

    /**
     * Creates it.
     *
     * @param name what is read, in words
     */
    IdLines(InputStream in, String name) {
        this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
        this.name = name;
    }

    /** @throws CliException if what is read cannot be read, or is no list of client ids */
    @Override
    public boolean hasNext() {
        try {
            for (String line = next == null ? line() : next; line != null; line = line()) {
                String id = line.strip();
                if (!id.isEmpty() && !id.startsWith("#")) {
                    next = id;
                    return true;
                }
            }
            return false;
        } catch (CharacterCodingException e) {
            throw CliException.usage(name + " is no text in UTF-8");
        } catch (IOException e) {
            throw CliException.usage("cannot read " + name + ": " + e.getClass().getSimpleName());
        }
    }

    /** Returns the next line; null at the end. A line of any length takes no more memory than a long id. */
    private @Nullable String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int character = lines.read();
        if (character < 0) {
            return null;
        }
        for (; character >= 0 && character != '\n'; character = lines.read()) {
            if (line.length() == MAX_LINE) {
                throw CliException.usage(name + " holds a line that is no client id: it is too long");
            }
            line.append((char) character);
        }
        return line.toString();
    }

    @Override
    public String next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        String id = next;
        next = null;
        return id;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
