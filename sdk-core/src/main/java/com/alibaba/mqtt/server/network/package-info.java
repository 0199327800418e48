/**
 * The border between the SDK and its wires: a {@code WireProvider} opens a {@code Wire}, which gives each {@code Delivery}
 * to a {@code Receiver}. For the modules of this SDK; may change in any release.
 */
@NullMarked
package com.alibaba.mqtt.server.network;

import org.jspecify.annotations.NullMarked;
