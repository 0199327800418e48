package com.alibaba.mqtt.server.query;

/** An HTTP answer as far as we look at it. {@code date} and {@code contentType} are the headers' text, or null. */
record HttpAnswer(int status, String date, String contentType, String body) {}
