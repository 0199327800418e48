/** What the modules of this SDK share and applications do not need. May change at any time without notice. */
package com.alibaba.mqtt.server.internal;
