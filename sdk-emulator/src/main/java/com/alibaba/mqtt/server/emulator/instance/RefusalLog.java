package com.alibaba.mqtt.server.emulator.instance;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says why something was refused, dropped or cut off: one line in the log for each, at level INFO, and the last 100 lines to
 * be asked for. Never to be given a secret. Safe for many threads.
 */
public final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final int KEPT = 100;
    private static final int MAX_WHO = 80;
    private static final int MAX_TEXT = 300;

    private final Deque<String> last = new ArrayDeque<>();

    /**
     * Writes {@code <who> from <from>: <what>: <why>}.
     *
     * @param who a client id or a user, or null when it is not known
     * @param from address and port
     * @param what with the word refused, dropped, discarded or cut off
     * @param why the rule, as the reader can put it right
     */
    public void say(@Nullable String who, String from, String what, String why) {
        String line = (who == null || who.isEmpty() ? "somebody" : line(who, MAX_WHO)) + " from " + line(from, MAX_WHO)
                + ": " + line(what, MAX_TEXT) + ": " + line(why, MAX_TEXT);
        LOG.info("{}", line);
        synchronized (last) {
            last.add(line);
            if (last.size() > KEPT) {
                last.remove();
            }
        }
    }

    /** The last lines, the oldest first. A copy. */
    public List<String> last() {
        synchronized (last) {
            return List.copyOf(last);
        }
    }

    /** Forgets the last lines. */
    public void clear() {
        synchronized (last) {
            last.clear();
        }
    }

    /** In one short line, whatever a client has sent. */
    private static String line(String text, int max) {
        String cut = text.length() <= max ? text : text.substring(0, max) + "..";
        return cut.replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]", " ");
    }
}
