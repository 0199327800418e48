/** Results and errors that notices, messages and queries share. */
package com.alibaba.mqtt.server.common;
