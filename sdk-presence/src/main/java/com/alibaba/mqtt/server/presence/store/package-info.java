/**
 * What a {@code PresenceStore} keeps and finds. Applications need it that keep presence in a database of their own.
 *
 * @since 0.1.0
 */
@NullMarked
package com.alibaba.mqtt.server.presence.store;

import org.jspecify.annotations.NullMarked;
