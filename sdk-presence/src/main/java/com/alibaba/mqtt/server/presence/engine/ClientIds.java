package com.alibaba.mqtt.server.presence.engine;

import com.alibaba.mqtt.server.internal.ForeignText;
import java.util.Collection;

/**
 * Says what a client id can be: the service allows 64 characters, we many more; none that cannot be written in UTF-8.
 * Internal, not exported.
 */
public final class ClientIds {
    private static final int MAX_CHARS = 1_024;

    private ClientIds() {}

    /** Returns whether it can be the id of a client. */
    private static boolean isPossible(String clientId) {
        return clientId != null && isPossibleInNotice(clientId) && !hasLoneSurrogate(clientId);
    }

    /** Returns whether the id in a notice can be that of a client; one with half a surrogate does not come so far. */
    static boolean isPossibleInNotice(String clientId) {
        return clientId.length() <= MAX_CHARS && !clientId.isBlank();
    }

    private static boolean hasLoneSurrogate(String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (Character.isHighSurrogate(c)
                    && at + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(at + 1))) {
                at++;
            } else if (Character.isSurrogate(c)) {
                return true;
            }
        }
        return false;
    }

    /** Refuses an id that no client can have. */
    public static void require(String clientId) {
        if (clientId == null) {
            throw new IllegalArgumentException("clientId is null; a client id is needed");
        }
        if (!isPossible(clientId)) {
            throw new IllegalArgumentException("clientId is \"" + ForeignText.visible(clientId) + "\"; 1 to "
                    + MAX_CHARS + " characters are allowed, not all of them spaces, and no half surrogates");
        }
    }

    /** Refuses ids of which one can be of no client. */
    public static void require(Collection<String> clientIds) {
        if (clientIds == null) {
            throw new IllegalArgumentException("clientIds is null; client ids are needed");
        }
        clientIds.forEach(ClientIds::require);
    }
}
