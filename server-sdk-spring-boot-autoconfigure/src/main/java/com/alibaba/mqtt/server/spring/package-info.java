/**
 * What a Spring Boot application uses: annotations for its methods, a sender, and what it can replace or adapt.
 *
 * @since 0.1.0
 */
@NullMarked
package com.alibaba.mqtt.server.spring;

import org.jspecify.annotations.NullMarked;
