package com.alibaba.mqtt.server.query.many;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.query.model.QueryRequest;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The client ids of a query, one after the other. Where they come from is foreign code, which may throw anything. */
final class Input {
    private final QueryRequest.Source source;
    private @Nullable Stream<String> stream;
    private @Nullable Iterator<String> ids;
    private @Nullable ServerException failure;
    private long read;
    private long size = -1;
    private boolean ended;

    Input(QueryRequest.Source source) {
        this.source = source;
    }

    /** Returns the next id, or null at the end. */
    @Nullable
    String next() {
        if (ended) {
            return null;
        }
        open();
        try {
            if (ids == null || !ids.hasNext()) {
                close();
                return null;
            }
            String id = ids.next();
            if (id == null || id.isBlank()) {
                throw new IllegalArgumentException(
                        "client id " + (read + 1) + " is " + (id == null ? "null" : "blank") + "; a text is needed");
            }
            read++;
            return id;
        } catch (Throwable e) {
            // Throwable: foreign code; what was asked before is answered
            brokeOff(e);
            return null;
        }
    }

    /** Opens it, if it is not open. */
    void open() {
        if (stream != null || ended) {
            return;
        }
        try {
            size = source.size();
            stream = source.open();
            ids = stream.iterator();
        } catch (Throwable e) {
            brokeOff(e);
        }
    }

    private void brokeOff(Throwable e) {
        failure = new ServerException(
                ErrorCode.BAD_CONFIGURATION,
                "the client ids broke off after " + read + ": "
                        + (e instanceof IllegalArgumentException
                                ? ForeignText.visible(e.getMessage())
                                : e.getClass().getName()),
                false,
                e);
        close();
    }

    /** Returns how many ids there are in all, or -1. */
    long size() {
        return size;
    }

    boolean isEnded() {
        return ended;
    }

    /** Returns why it broke off, or null. */
    @Nullable
    ServerException failure() {
        return failure;
    }

    void close() {
        ended = true;
        if (stream != null) {
            try {
                stream.close();
            } catch (Throwable e) {
                // foreign code; nothing depends on it any more
            }
        }
    }
}
