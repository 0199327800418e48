/** Settings: mutable beans with the official SDK's names, checked in their setters, copied when used. */
package com.alibaba.mqtt.server.config;
