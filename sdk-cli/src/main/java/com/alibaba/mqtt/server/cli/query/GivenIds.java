package com.alibaba.mqtt.server.cli.query;

import com.alibaba.mqtt.server.cli.run.CliException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Client ids from several places, one after the other; those of files are read as they are wanted. */
final class GivenIds implements Iterator<String>, AutoCloseable {
    private final Queue<Iterator<String>> places = new ArrayDeque<>();
    private @Nullable CliException failure;

    void add(Iterator<String> place) {
        places.add(place);
    }

    /** @throws CliException if a place cannot be read, or what is read there is no list of client ids */
    @Override
    public boolean hasNext() {
        try {
            while (!places.isEmpty()) {
                if (places.element().hasNext()) {
                    return true;
                }
                end(places.remove());
            }
            return false;
        } catch (CliException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return places.element().next();
    }

    /** Throws again what was thrown to somebody who does not pass it on. */
    void check() {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        places.forEach(GivenIds::end);
        places.clear();
    }

    private static void end(Iterator<String> place) {
        if (place instanceof IdLines lines) {
            try {
                lines.close();
            } catch (IOException e) {
                // it was read
                return;
            }
        }
    }
}
