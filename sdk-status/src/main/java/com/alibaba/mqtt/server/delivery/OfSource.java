package com.alibaba.mqtt.server.delivery;

import com.alibaba.mqtt.server.lanes.Gate;

/** What is kept of a source over all its connections. */
record OfSource(Gate gate, SourceLog log) {}
