package com.alibaba.mqtt.server.cli.settings;

import com.alibaba.mqtt.server.auth.CredentialsProvider;
import org.jspecify.annotations.Nullable;

/**
 * The key pair, and where it was found.
 *
 * @param provider gives it
 * @param accessKeyId its id; null if none was found, and the provider fails then
 * @param temporary whether an STS token belongs to it
 * @param place where it was found, in words
 */
record Keys(CredentialsProvider provider, @Nullable String accessKeyId, boolean temporary, String place) {}
