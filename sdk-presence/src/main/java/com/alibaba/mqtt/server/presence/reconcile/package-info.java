/** Puts rechecks to the service, within a budget. Internal, not exported. */
@NullMarked
package com.alibaba.mqtt.server.presence.reconcile;

import org.jspecify.annotations.NullMarked;
