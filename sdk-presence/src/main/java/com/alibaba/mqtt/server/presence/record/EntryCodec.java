package com.alibaba.mqtt.server.presence.record;

import org.jspecify.annotations.Nullable;

/**
 * A client in one array: the client id as text, the {@linkplain RecordCodec record}, and padding up to a multiple of 8
 * bytes, which an array's memory is in any case. Not thread-safe. Internal, not exported.
 */
public final class EntryCodec {
    /** An array longer than needed by no more than this is used again. */
    private static final int MAX_SPARE = Long.BYTES;

    /** Not a new one for each update, as these would be much of what an update leaves to the collector. */
    private final ByteWriter out = new ByteWriter();

    /** Begins the entry of a client; returns an array that begins with its id, with anything behind it. */
    public byte[] begin(String clientId) {
        out.clear();
        out.text(clientId);
        return out.array();
    }

    /** Returns the entry that was begun, with the record; it is the one before if that fits, else a new one. */
    public byte[] end(ClientRecord record, byte @Nullable [] before) {
        RecordCodec.write(out, record);
        int length = (out.size() + Long.BYTES - 1) & -Long.BYTES;
        byte[] entry = before != null && before.length >= length && before.length <= length + MAX_SPARE
                ? before
                : new byte[length];
        out.pad();
        System.arraycopy(out.array(), 0, entry, 0, entry.length);
        return entry;
    }

    /** Returns the client id of an entry. */
    public static String clientId(byte[] entry) {
        return new ByteReader(entry, 0).text();
    }

    /** Returns the record of an entry. */
    public static ClientRecord record(byte[] entry) {
        return RecordCodec.read(new ByteReader(entry, idEnd(entry)));
    }

    /** Returns where the client id ends in an entry. */
    public static int idEnd(byte[] entry) {
        ByteReader in = new ByteReader(entry, 0);
        int length = (int) in.number();
        return in.at() + length;
    }
}
