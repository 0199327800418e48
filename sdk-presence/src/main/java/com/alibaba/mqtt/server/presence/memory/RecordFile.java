package com.alibaba.mqtt.server.presence.memory;

import com.alibaba.mqtt.server.presence.record.RecordCodec;
import com.alibaba.mqtt.server.presence.store.PresenceRecord;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * Records in a file:
 *
 * <pre>
 * file     "MQTTPRES", version, client ..., -1, checksum of all before
 * client   length of the id, id in UTF-8, length of the record, record; none whose id is longer than can be read again
 * </pre>
 *
 * Internal, not exported.
 */
public final class RecordFile {
    private static final long MAGIC = 0x4D51545450524553L;
    private static final int END = -1;
    private static final int MAX_BYTES = 1 << 20;
    private static final int BUFFER_BYTES = 1 << 16;

    private RecordFile() {}

    /** Replaces the file in one step, when all is written. */
    public static void write(Path file, Stream<Map.Entry<String, PresenceRecord>> clients) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path unfinished = Files.createTempFile(absolute.getParent(), absolute.getFileName() + ".", ".tmp");
        try {
            try (FileChannel out = FileChannel.open(unfinished, StandardOpenOption.WRITE);
                    OutputStream buffered = new BufferedOutputStream(Channels.newOutputStream(out), BUFFER_BYTES)) {
                writeAll(buffered, clients.iterator());
                buffered.flush();
                // else a power cut could leave the new name and not what was written
                out.force(true);
            }
            Files.move(unfinished, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static void writeAll(OutputStream buffered, Iterator<Map.Entry<String, PresenceRecord>> clients)
            throws IOException {
        CheckedOutputStream checked = new CheckedOutputStream(buffered, new CRC32C());
        DataOutputStream data = new DataOutputStream(checked);
        data.writeLong(MAGIC);
        data.writeInt(RecordCodec.VERSION);
        while (clients.hasNext()) {
            Map.Entry<String, PresenceRecord> client = clients.next();
            byte[] clientId = client.getKey().getBytes(StandardCharsets.UTF_8);
            if (clientId.length <= MAX_BYTES) {
                write(data, clientId);
                write(data, client.getValue().toBytes());
            }
        }
        data.writeInt(END);
        data.writeLong(checked.getChecksum().getValue());
    }

    private static void write(DataOutputStream data, byte[] bytes) throws IOException {
        data.writeInt(bytes.length);
        data.write(bytes);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if there is no such file, or it is damaged; the message names it
     */
    public static void read(Path file, BiConsumer<String, PresenceRecord> to) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                InputStream buffered = new BufferedInputStream(in, BUFFER_BYTES)) {
            readAll(new CheckedInputStream(buffered, new CRC32C()), to);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (EOFException e) {
            throw new IOException(file + " is cut off", e);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    private static void readAll(CheckedInputStream checked, BiConsumer<String, PresenceRecord> to) throws IOException {
        DataInputStream data = new DataInputStream(checked);
        if (data.readLong() != MAGIC) {
            throw new IllegalArgumentException("it is no file of presence records");
        }
        int version = data.readInt();
        if (version != RecordCodec.VERSION) {
            throw new IllegalArgumentException("its version is " + version + "; this SDK reads " + RecordCodec.VERSION);
        }
        for (int length = data.readInt(); length != END; length = data.readInt()) {
            String clientId = new String(bytes(data, length), StandardCharsets.UTF_8);
            to.accept(clientId, RecordCodec.read(bytes(data, data.readInt())));
        }
        long checksum = checked.getChecksum().getValue();
        if (data.readLong() != checksum) {
            throw new IllegalArgumentException("its checksum is wrong");
        }
        if (data.read() != -1) {
            throw new IllegalArgumentException("something stands behind its end");
        }
    }

    private static byte[] bytes(DataInputStream data, int length) throws IOException {
        if (length < 0 || length > MAX_BYTES) {
            throw new IllegalArgumentException("a length in it is " + length);
        }
        byte[] bytes = new byte[length];
        data.readFully(bytes);
        return bytes;
    }
}
