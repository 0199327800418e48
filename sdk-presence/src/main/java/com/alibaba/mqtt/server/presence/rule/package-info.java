/** The state that notices and answers prove: a pure function of the evidence and the rules. Internal, not exported. */
@NullMarked
package com.alibaba.mqtt.server.presence.rule;

import org.jspecify.annotations.NullMarked;
