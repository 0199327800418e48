package com.alibaba.mqtt.server.emulator.data;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONException;
import com.alibaba.fastjson2.JSONReader;
import com.alibaba.fastjson2.JSONWriter;
import com.alibaba.fastjson2.reader.ObjectReaderCreator;
import com.alibaba.fastjson2.reader.ObjectReaderProvider;
import com.alibaba.fastjson2.writer.ObjectWriterCreator;
import com.alibaba.fastjson2.writer.ObjectWriterProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of an emulator in a directory that no other one uses at the same time. It is replaced as a whole, so that there
 * is always one that is complete. Only its owner can read it, where the system has such permissions.
 */
public final class DataFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataFile.class);

    /** By reflection: the classes that it would write do not find it in the published jar, where it has another name. */
    private static final ObjectReaderProvider READERS = new ObjectReaderProvider(ObjectReaderCreator.INSTANCE);

    private static final ObjectWriterProvider WRITERS = new ObjectWriterProvider(ObjectWriterCreator.INSTANCE);

    private final Path file;
    private final Path fresh;
    private final FileChannel lock;
    private byte[] last = new byte[0];

    /**
     * Creates the directory if there is none, and takes it.
     *
     * @throws IOException when it cannot be used, or another emulator uses it
     */
    public DataFile(Path directory) throws IOException {
        file = directory.resolve("emulator.json");
        fresh = directory.resolve("emulator.json.new");
        Files.createDirectories(directory);
        lock = FileChannel.open(
                directory.resolve("emulator.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock() == null) {
            lock.close();
            throw new IOException("the directory " + directory + " is used by another emulator");
        }
    }

    /**
     * What was written last; empty when nothing was.
     *
     * @throws IOException when the file cannot be read, or is no file of an emulator of this version
     */
    public Optional<State> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String advice = file + " was not written by an emulator of this version; to start with nothing, delete it";
        try {
            State state = JSON.parseObject(Files.readAllBytes(file), State.class, new JSONReader.Context(READERS));
            if (state == null || state.version() != State.VERSION || !state.isComplete()) {
                throw new IOException(advice);
            }
            return Optional.of(state);
        } catch (JSONException e) {
            // whose text may quote a secret
            throw new IOException(advice + " (" + e.getClass().getSimpleName() + ")");
        }
    }

    /** Writes the state, if it is another one than last time. */
    public synchronized void write(State state) throws IOException {
        byte[] bytes = JSON.toJSONBytes(state, StandardCharsets.UTF_8, new JSONWriter.Context(WRITERS));
        if (Arrays.equals(bytes, last)) {
            return;
        }
        Files.deleteIfExists(fresh);
        Files.createFile(fresh);
        if (Files.getFileStore(fresh).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
        }
        try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        last = bytes;
    }

    /** Lets others use the directory. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.debug("the lock of {} stays", file, e);
        }
    }

    private @Nullable FileLock lock() throws IOException {
        try {
            return lock.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }
}
