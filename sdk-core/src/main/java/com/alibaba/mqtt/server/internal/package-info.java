/** Tools that the modules of this SDK share. Internal: exported to them only, and may change in any release. */
@NullMarked
package com.alibaba.mqtt.server.internal;

import org.jspecify.annotations.NullMarked;
