package com.alibaba.mqtt.server.common;

/**
 * The {@linkplain ServerException#getCode() codes} this SDK gives to errors that it finds itself. All begin with
 * {@code Client.}; every other code is the service's own word (for example {@code Throttling.User}).
 */
public final class ErrorCode {
    /** The server's host name is not known here. Retrying helps if name resolution recovers. */
    public static final String UNKNOWN_HOST = "Client.UnknownHost";
    /** No connection: nothing listens there, or no route. Retrying helps once the server is up. */
    public static final String CONNECT_FAILED = "Client.ConnectFailed";
    /** The server did not answer within the configured time. Retrying may help. */
    public static final String TIMED_OUT = "Client.TimedOut";
    /** The server refused the login. Retrying does not help until key, secret, instance or clock is corrected. */
    public static final String LOGIN_REFUSED = "Client.LoginRefused";
    /** No trusted TLS connection: certificate, host name or protocol. Retrying does not help. */
    public static final String TLS_FAILED = "Client.TlsFailed";
    /** The server speaks another protocol than the one asked for. Retrying does not help. */
    public static final String WRONG_PROTOCOL = "Client.WrongProtocol";
    /** The connection was lost. Retrying helps. */
    public static final String CONNECTION_LOST = "Client.ConnectionLost";
    /** The server refused a subscription: no such group, or no permission. Retrying does not help. */
    public static final String SUBSCRIBE_REFUSED = "Client.SubscribeRefused";
    /** The server's answer cannot be understood. Retrying may help: a proxy in between often is the cause. */
    public static final String MALFORMED_ANSWER = "Client.MalformedAnswer";
    /** The object was stopped or closed; create a new one. */
    public static final String STOPPED = "Client.Stopped";
    /** The calling thread was interrupted while it waited. */
    public static final String INTERRUPTED = "Client.Interrupted";
    /** No access key was found in any place that was looked in. Retrying does not help. */
    public static final String NO_CREDENTIALS = "Client.NoCredentials";
    /** The application's credentials provider threw something or returned null. Retrying may help. */
    public static final String CREDENTIALS_FAILED = "Client.CredentialsFailed";
    /** The server did not take a message: refused, or nothing there that takes it. Retrying may help. */
    public static final String SEND_REFUSED = "Client.SendRefused";
    /** The JVM cannot create a thread now. Retrying helps once it can. */
    public static final String NO_THREAD = "Client.NoThread";
    /** Too many calls wait already; this one was not sent. Retrying helps once there are answers. */
    public static final String TOO_MANY_CALLS = "Client.TooManyCalls";
    /** The object was not started yet. */
    public static final String NOT_STARTED = "Client.NotStarted";
    /** The store of the presence answered with an error. Retrying may help. */
    public static final String STORE_FAILED = "Client.StoreFailed";
    /** What nobody foresaw: an error of the JVM, or a fault of a library. Retrying may help. */
    public static final String UNEXPECTED = "Client.Unexpected";
    /** A file, class or module that the configuration needs is missing or unusable. */
    public static final String BAD_CONFIGURATION = "Client.BadConfiguration";

    private ErrorCode() {}
}
