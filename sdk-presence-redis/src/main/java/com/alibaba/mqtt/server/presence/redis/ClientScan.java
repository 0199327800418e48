package com.alibaba.mqtt.server.presence.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.presence.PresenceRecord;
import io.lettuce.core.MapScanCursor;
import io.lettuce.core.ScanCursor;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.BiFunction;

/** Goes through the clients of all groups, a page at a time. */
final class ClientScan implements Iterator<Map.Entry<String, PresenceRecord>> {
    private final Iterator<String> groups;
    private final BiFunction<String, ScanCursor, MapScanCursor<byte[], byte[]>> scan;
    private String group;
    private ScanCursor cursor = ScanCursor.FINISHED;
    private Iterator<Map.Entry<byte[], byte[]>> page = Collections.emptyIterator();

    /** Makes one; {@code scan} reads the page of a group to which a cursor points. */
    ClientScan(Iterable<String> groups, BiFunction<String, ScanCursor, MapScanCursor<byte[], byte[]>> scan) {
        this.groups = groups.iterator();
        this.scan = scan;
    }

    @Override
    public boolean hasNext() {
        // a page may be empty though others follow
        while (!page.hasNext()) {
            if (cursor.isFinished()) {
                if (!groups.hasNext()) {
                    return false;
                }
                group = groups.next();
                cursor = ScanCursor.INITIAL;
            }
            MapScanCursor<byte[], byte[]> found = scan.apply(group, cursor);
            cursor = found;
            page = found.getMap().entrySet().iterator();
        }
        return true;
    }

    @Override
    public Map.Entry<String, PresenceRecord> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all clients were read");
        }
        Map.Entry<byte[], byte[]> client = page.next();
        return Map.entry(new String(client.getKey(), UTF_8), PresenceRecord.of(client.getValue()));
    }
}
