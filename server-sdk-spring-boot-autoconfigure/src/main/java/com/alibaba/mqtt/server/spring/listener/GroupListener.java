package com.alibaba.mqtt.server.spring.listener;

import com.alibaba.fastjson2.JSON;
import com.alibaba.mqtt.server.callback.ConnectionListener;
import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Passes the notices of one group to the tracker and to the methods for it. If one throws, the notice comes again to all. */
final class GroupListener implements StatusListener, ConnectionListener {
    private final @Nullable PresenceTracker tracker;
    private final List<Invocation> methods;

    GroupListener(@Nullable PresenceTracker tracker, List<Invocation> methods) {
        this.tracker = tracker;
        this.methods = List.copyOf(methods);
    }

    @Override
    public void process(StatusNotice notice) {
        if (tracker != null) {
            tracker.process(notice);
        }
        for (Invocation each : methods) {
            boolean json = each.listener().kind() == ListenerMethod.Kind.JSON;
            each.call(notice, json ? JSON.toJSONString(notice) : notice);
        }
    }

    @Override
    public void givenUp(StatusNotice notice, Throwable lastFailure) {
        if (tracker != null) {
            tracker.givenUp(notice, lastFailure);
        }
    }

    @Override
    public void onState(ConnectionState state, @Nullable ServerException cause) {
        if (tracker != null) {
            tracker.onState(state, cause);
        }
    }
}
