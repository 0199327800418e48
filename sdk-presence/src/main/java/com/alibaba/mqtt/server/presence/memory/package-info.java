/** Where the records of one process are kept: a table of bytes, its indexes, and its file. Internal, not exported. */
@NullMarked
package com.alibaba.mqtt.server.presence.memory;

import org.jspecify.annotations.NullMarked;
