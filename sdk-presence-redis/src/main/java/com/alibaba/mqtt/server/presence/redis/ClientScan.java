package com.alibaba.mqtt.server.presence.redis;

import com.alibaba.mqtt.server.presence.store.PresenceRecord;
import io.lettuce.core.MapScanCursor;
import io.lettuce.core.ScanCursor;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Goes through the clients of all groups, a page at a time. */
final class ClientScan implements Iterator<Map.Entry<String, PresenceRecord>> {
    private final Iterator<String> groups;
    private final BiFunction<String, ScanCursor, MapScanCursor<byte[], byte[]>> scan;
    private final Damage damage;
    private Map.@Nullable Entry<String, PresenceRecord> found;
    private String group = "";
    private ScanCursor cursor = ScanCursor.FINISHED;
    private Iterator<Map.Entry<byte[], byte[]>> page = Collections.emptyIterator();

    /** Creates one; {@code scan} reads the page of a group to which a cursor points. */
    ClientScan(
            Iterable<String> groups,
            BiFunction<String, ScanCursor, MapScanCursor<byte[], byte[]>> scan,
            Damage damage) {
        this.groups = groups.iterator();
        this.scan = scan;
        this.damage = damage;
    }

    @Override
    public boolean hasNext() {
        while (found == null && hasEntry()) {
            Map.Entry<byte[], byte[]> client = page.next();
            String clientId = damage.text(client.getKey());
            if (clientId != null) {
                found = Map.entry(clientId, damage.record(clientId, client.getValue()));
            }
        }
        return found != null;
    }

    private boolean hasEntry() {
        // a page may be empty though others follow
        while (!page.hasNext()) {
            if (cursor.isFinished()) {
                if (!groups.hasNext()) {
                    return false;
                }
                group = groups.next();
                cursor = ScanCursor.INITIAL;
            }
            MapScanCursor<byte[], byte[]> next = scan.apply(group, cursor);
            cursor = next;
            page = next.getMap().entrySet().iterator();
        }
        return true;
    }

    @Override
    public Map.Entry<String, PresenceRecord> next() {
        boolean any = hasNext();
        Map.Entry<String, PresenceRecord> client = found;
        if (!any || client == null) {
            throw new NoSuchElementException("all clients were read");
        }
        found = null;
        return client;
    }
}
