package com.alibaba.mqtt.server.auth;

import com.alibaba.mqtt.server.common.ServerException;

/** Gives the key pair for each login and each query, so that a rotated or temporary one is used without a restart. */
@FunctionalInterface
public interface CredentialsProvider {
    /**
     * Returns the key pair to sign with now. Called before each login, by the thread that connects, and for each request
     * of a query, by a thread of the query client; so it should be quick, and remember what is costly to get. Calls may
     * come at the same time. Whatever else it throws, or null, fails the login or query with
     * {@link com.alibaba.mqtt.server.common.ErrorCode#CREDENTIALS_FAILED}, and it is asked again the next time.
     *
     * @throws ServerException if there is none; the login or query fails with it
     */
    Credentials credentials() throws ServerException;

    /**
     * Returns the provider that looks where Alibaba Cloud's tools keep keys, each time anew: the Java system properties
     * {@code alibabacloud.accessKeyId}, {@code .accessKeySecret} and {@code .sessionToken}; the environment variables
     * {@code ALIBABA_CLOUD_ACCESS_KEY_ID}, {@code _ACCESS_KEY_SECRET} and {@code _SECURITY_TOKEN}; the profile of the
     * aliyun command line in {@code ~/.aliyun/config.json}, unless {@code ALIBABA_CLOUD_CLI_PROFILE_DISABLED} is
     * {@code true}; the file {@code ~/.alibabacloud/credentials.ini} or {@code credentials}, or the one named by
     * {@code ALIBABA_CLOUD_CREDENTIALS_FILE}. {@code ALIBABA_CLOUD_PROFILE} chooses the profile in both files. The first
     * with a key id and a secret is taken; empty means unset; a place that cannot be read is passed over, with one WARN.
     * Files are read again when they have changed. A profile of a role is never taken for the keys in it. Roles that must be asked for over the network (RAM role, OIDC, ECS) are not
     * looked for: give a provider of your own for these.
     *
     * @return if no place has a pair, fails with {@link com.alibaba.mqtt.server.common.ErrorCode#BAD_CONFIGURATION} if a file
     *     that is there cannot be read or is no such file, or a key has a line break or the like in it; with {@link com.alibaba.mqtt.server.common.ErrorCode#NO_CREDENTIALS}, naming all places, if none has one
     */
    static CredentialsProvider defaultChain() {
        return new DefaultCredentials(System.getProperties()::getProperty, System::getenv);
    }
}
