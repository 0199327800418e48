package com.alibaba.mqtt.server.query.model;

import com.alibaba.mqtt.server.internal.Allowed;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which clients to ask about, and how. Immutable, but for a stream of ids, which can be read once.
 *
 * <pre>{@code
 * QueryReport report = client.query(QueryRequest.ofLines(Path.of("ids.txt")).deadline(Duration.ofMinutes(10))).report();
 * }</pre>
 */
public final class QueryRequest {
    private static final Duration MAX_DEADLINE = Duration.ofDays(7);

    private final Source source;
    private final QueryMode mode;
    private final @Nullable Duration deadline;
    private final @Nullable Consumer<QueryProgress> progress;

    private QueryRequest(
            Source source, QueryMode mode, @Nullable Duration deadline, @Nullable Consumer<QueryProgress> progress) {
        this.source = source;
        this.mode = mode;
        this.deadline = deadline;
        this.progress = progress;
    }

    /** Where client ids come from. */
    public interface Source {
        /** Opens it. The stream is closed by who reads it. */
        Stream<String> open() throws IOException;

        /** Returns how many there are; -1 if that is not known without reading them. */
        long size() throws IOException;
    }

    /** Ids in memory. */
    private record Ids(List<String> ids) implements Source {
        @Override
        public Stream<String> open() {
            return ids.stream();
        }

        @Override
        public long size() {
            return ids.size();
        }
    }

    /** A stream of the caller's. */
    private record Given(Stream<String> ids) implements Source {
        @Override
        public Stream<String> open() {
            return ids;
        }

        @Override
        public long size() {
            return -1;
        }
    }

    /** Lines of a file. */
    private record Lines(Path file) implements Source {
        @Override
        @SuppressWarnings("StreamResourceLeak") // closed by who reads it
        public Stream<String> open() throws IOException {
            return Files.lines(file)
                    .map(line -> line.startsWith("\ufeff") ? line.substring(1) : line)
                    .map(String::strip)
                    .filter(line -> !line.isEmpty());
        }

        @Override
        public long size() throws IOException {
            try (Stream<String> lines = open()) {
                return lines.count();
            }
        }
    }

    /**
     * Asks about these clients; duplicates once. The collection is copied.
     *
     * @param clientIds full client ids, any number
     * @throws IllegalArgumentException if the collection or an id is null, or an id is blank
     */
    public static QueryRequest of(Collection<String> clientIds) {
        return with(new Ids(List.copyOf(distinct(Allowed.set("clientIds", clientIds)))));
    }

    private static Set<String> distinct(Collection<String> clientIds) {
        Set<String> distinct = new LinkedHashSet<>();
        int at = 0;
        for (String clientId : clientIds) {
            if (clientId == null || clientId.isBlank()) {
                throw new IllegalArgumentException(
                        "clientIds[" + at + "] is " + (clientId == null ? "null" : "blank") + "; a text is needed");
            }
            distinct.add(clientId);
            at++;
        }
        return distinct;
    }

    /**
     * Asks about the clients of a stream, which is read as the answers come, by the thread that takes them; so memory does
     * not grow with it. An id that comes again is asked about again, unless the first question is still open. A null or
     * blank id, and what the stream throws, end the query; what was asked before is answered.
     *
     * @param clientIds full client ids; closed at the end
     */
    public static QueryRequest of(Stream<String> clientIds) {
        return with(new Given(Allowed.set("clientIds", clientIds)));
    }

    /**
     * Asks about the clients of a file, one id a line, in UTF-8; blank lines and blanks around an id are left out. Memory
     * does not grow with it. It is read when the query runs.
     *
     * @throws IllegalArgumentException if there is no such file that can be read
     */
    public static QueryRequest ofLines(Path file) {
        if (!Files.isReadable(Allowed.set("file", file)) || Files.isDirectory(file)) {
            throw new IllegalArgumentException(
                    "file is \"" + ForeignText.visible(file.toString()) + "\"; a file that can be read is needed");
        }
        return with(new Lines(file));
    }

    private static QueryRequest with(Source source) {
        return new QueryRequest(source, QueryMode.CACHED_THEN_LIVE, null, null);
    }

    /** Sets whom to believe, default {@link QueryMode#CACHED_THEN_LIVE}. */
    public QueryRequest mode(QueryMode mode) {
        return new QueryRequest(source, Allowed.set("mode", mode), deadline, progress);
    }

    /**
     * Sets how long it may take in all, 1 ms to 7 days; default: as long as it needs. What is not answered then counts as
     * failed with {@code Client.TimedOut}.
     */
    public QueryRequest deadline(Duration deadline) {
        Duration given = Allowed.set("deadline", deadline);
        if (given.compareTo(Duration.ofMillis(1)) < 0 || given.compareTo(MAX_DEADLINE) > 0) {
            throw new IllegalArgumentException("deadline is " + given + "; 1 ms to 7 days is needed");
        }
        return new QueryRequest(source, mode, given, progress);
    }

    /**
     * Sets what is told how far the query is: up to ten times a second, and at its end; on the thread that takes the
     * answers. What it throws ends the telling, not the query.
     */
    public QueryRequest onProgress(Consumer<QueryProgress> listener) {
        return new QueryRequest(source, mode, deadline, Allowed.set("listener", listener));
    }

    /** Returns where the ids come from. */
    public Source source() {
        return source;
    }

    /** Returns whom to believe. */
    public QueryMode mode() {
        return mode;
    }

    /** Returns how long it may take, or null. */
    public @Nullable Duration deadline() {
        return deadline;
    }

    /** Returns who is told of progress, or null. */
    public @Nullable Consumer<QueryProgress> progress() {
        return progress;
    }
}
