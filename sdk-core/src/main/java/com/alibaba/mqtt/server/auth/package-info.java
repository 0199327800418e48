/** Credentials and the service's signatures. Pure functions, no socket, no clock. */
package com.alibaba.mqtt.server.auth;
