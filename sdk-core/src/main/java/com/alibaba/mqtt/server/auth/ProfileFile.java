package com.alibaba.mqtt.server.auth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A file of profiles. What was found in it is remembered until the file changes. Safe for many threads. */
final class ProfileFile {
    /** What is larger was not written by hand. */
    private static final int MAX_FILE_BYTES = 1 << 20;

    /** Within this time a file may change twice without another time of change. */
    private static final long SAME_TIME_MILLIS = TimeUnit.SECONDS.toMillis(2);

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Path path;
    private volatile @Nullable Found last;

    ProfileFile(Path path) {
        this.path = path;
    }

    /** Reads the text of such a file. */
    interface Reader {
        Optional<Credentials> read(String text) throws IOException;
    }

    /** What was found in the file of a moment. */
    private record Found(FileTime changed, long size, Optional<Credentials> credentials) {
        boolean isOf(BasicFileAttributes now) {
            return changed.equals(now.lastModifiedTime()) && size == now.size();
        }
    }

    /**
     * Returns the key pair in the file; none if it has none or is not there.
     *
     * @param reader the same each time
     * @throws IOException if it is there and cannot be read
     */
    Optional<Credentials> find(Reader reader) throws IOException {
        BasicFileAttributes now;
        try {
            now = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (IOException e) {
            // as a rule it is not there; whether it may be seen is nobody else's concern
            return Optional.empty();
        }
        if (!now.isRegularFile()) {
            return Optional.empty();
        }
        Found known = last;
        if (known != null && known.isOf(now)) {
            return known.credentials();
        }
        Optional<Credentials> found = reader.read(text());
        boolean isOld = System.currentTimeMillis() - now.lastModifiedTime().toMillis() > SAME_TIME_MILLIS;
        last = isOld ? new Found(now.lastModifiedTime(), now.size(), found) : null;
        return found;
    }

    private String text() throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw new IOException("more than " + MAX_FILE_BYTES + " bytes are no file of profiles");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
        } catch (CharacterCodingException e) {
            throw new IOException("it is no text in UTF-8", e);
        }
    }
}
