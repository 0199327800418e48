package com.alibaba.mqtt.server.auth;

import com.alibaba.mqtt.server.internal.LoginText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A signed user name and password for one login. The moment of signing is part of it, so create a new one for every
 * login. {@code toString} hides the password. An instance or group id with a blank, a control character or a separator
 * of logins in it ({@code | , : &}) is an IllegalArgumentException: it would make another login.
 */
public final class Login {
    private final String userName;
    private final String password;

    private Login(String userName, String password) {
        this.userName = userName;
        this.password = password;
    }

    /**
     * Signs a login for AMQP 1.0 (grammar {@code aksign} or, with an STS token, {@code ststoken}).
     *
     * @param connectionId names the connection on the server's side; at most 64 characters
     * @param timestamp now, in milliseconds since 1970
     */
    public static Login aksign(
            String connectionId, String instanceId, Credentials credentials, SignMethod method, long timestamp) {
        String token = credentials.securityToken();
        String userName = connectionId + "|authMode=" + (token == null ? "aksign" : "ststoken,securityToken=" + token)
                + ",signMethod=" + method.wireName() + ",authId=" + credentials.accessKeyId() + ",timestamp="
                + timestamp + ",iotInstanceId=" + LoginText.checkedName("instanceId", instanceId) + "|";
        return new Login(userName, signIdAndTime(credentials, method, timestamp));
    }

    /**
     * Signs a login for the server-side subscription of IoT Platform.
     *
     * @param connectionId names the connection in the console; at most 64 characters
     * @param timestamp now, in milliseconds since 1970
     */
    public static Login iotPlatform(
            String connectionId,
            String instanceId,
            String consumerGroupId,
            Credentials credentials,
            SignMethod method,
            long timestamp) {
        String token = credentials.securityToken();
        String userName = connectionId + "|iotInstanceId=" + LoginText.checkedName("instanceId", instanceId)
                + ",authMode="
                + (token == null ? "aksign" : "ststoken,securityToken=" + token) + ",signMethod=" + method.wireName()
                + ",consumerGroupId=" + LoginText.checkedName("consumerGroupId", consumerGroupId) + ",authId="
                + credentials.accessKeyId() + ",timestamp="
                + timestamp + "|";
        return new Login(userName, signIdAndTime(credentials, method, timestamp));
    }

    private static String signIdAndTime(Credentials credentials, SignMethod method, long timestamp) {
        String token = credentials.securityToken();
        String content = "authId=" + credentials.accessKeyId() + (token == null ? "" : "&securityToken=" + token)
                + "&timestamp=" + timestamp;
        return method.signBase64(credentials.accessKeySecret(), content);
    }

    /**
     * Signs a login for AMQP 0-9-1 as the official SDK does. The server needs the same {@code signKey} as a client
     * property.
     *
     * @param signKey now, in milliseconds since 1970, as decimal text
     */
    public static Login signKey(String instanceId, Credentials credentials, String signKey) {
        String plain = "0:" + LoginText.checkedName("instanceId", instanceId) + ":" + credentials.accessKeyId()
                + (credentials.securityToken() == null ? "" : ":" + credentials.securityToken());
        String userName = Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
        return new Login(userName, SignMethod.HMAC_SHA1.signBase64(credentials.accessKeySecret(), signKey));
    }

    /**
     * Signs a login of an MQTT device in the service's Signature mode. It does not depend on time. A backend that hands
     * out logins to its devices uses this; so do our demo and tests.
     *
     * @param clientId the device's full client id, {@code GroupID@@@DeviceID}
     */
    public static Login device(String instanceId, Credentials credentials, String clientId) {
        return new Login(
                "Signature|" + credentials.accessKeyId() + "|" + LoginText.checkedName("instanceId", instanceId),
                SignMethod.HMAC_SHA1.signBase64(credentials.accessKeySecret(), clientId));
    }

    /** Returns the user name. */
    public String userName() {
        return userName;
    }

    /** Returns the password, which is a signature and good for this login only. */
    public String password() {
        return password;
    }

    @Override
    public String toString() {
        return "Login[signed]";
    }
}
