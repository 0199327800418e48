/** What an application implements. */
package com.alibaba.mqtt.server.callback;
