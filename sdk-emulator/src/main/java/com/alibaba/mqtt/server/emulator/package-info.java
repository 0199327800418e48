/**
 * A local ApsaraMQ for MQTT, as a library and as a program.
 *
 * <p>Backends, by AMQP 1.0 or 0-9-1 on the same port and from the same queues:
 * <ul>
 *   <li>consume the notices of a group: 1.0 source {@code STATUS.<group>}; 0-9-1 queue {@code STATUS} with the argument
 *       {@code GROUP_ID};
 *   <li>consume what devices publish to a parent topic and below: source or queue {@code <parent topic>}, with the
 *       application properties or headers mqttParentTopic, mqttSecondTopic, clientId, bornTime and mqtt5UserProperty;
 *   <li>publish to devices, topic by topic below a parent topic, at most 64 KB: 1.0 target {@code mqtt.publish} with the
 *       topic as subject, where an unknown topic is rejected with amqp:not-found; 0-9-1 exchange {@code <topic>}, where
 *       it is returned if mandatory, and nacked in confirm mode. It does not come back to backends.
 * </ul>
 * A message to {@code <parent topic>/p2p/<client id>}, of a device or a backend, reaches that client only, once and
 * without a subscription, and no backend. When the client is offline it is lost, except for a client with a persistent
 * session.
 *
 * @since 0.1.0
 */
@NullMarked
package com.alibaba.mqtt.server.emulator;

import org.jspecify.annotations.NullMarked;
