package com.alibaba.mqtt.server.emulator.amqp;

import com.alibaba.mqtt.server.emulator.instance.BackendLogin;
import com.alibaba.mqtt.server.emulator.instance.LoginRefusals;
import com.alibaba.mqtt.server.emulator.instance.RefusalLog;
import com.alibaba.mqtt.server.emulator.instance.SignKeyLogin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.qpid.server.model.Container;
import org.apache.qpid.server.model.ManagedObject;
import org.apache.qpid.server.model.NamedAddressSpace;
import org.apache.qpid.server.protocol.v1_0.AMQPConnection_1_0;
import org.apache.qpid.server.security.auth.AuthenticationResult;
import org.apache.qpid.server.security.auth.AuthenticationResult.AuthenticationStatus;
import org.apache.qpid.server.security.auth.UsernamePrincipal;
import org.apache.qpid.server.security.auth.manager.AbstractAuthenticationManager;
import org.apache.qpid.server.security.auth.manager.UsernamePasswordAuthenticationProvider;
import org.apache.qpid.server.security.auth.sasl.SaslNegotiator;
import org.apache.qpid.server.security.auth.sasl.SaslSettings;
import org.apache.qpid.server.security.auth.sasl.plain.PlainNegotiator;
import org.apache.qpid.server.transport.AMQPConnection;
import org.jspecify.annotations.Nullable;

/** Lets Broker-J ask {@link BackendLogin} and {@link SignKeyLogin}; the only mechanism is PLAIN. */
@ManagedObject(category = false, type = BackendLogins.TYPE)
class BackendLogins extends AbstractAuthenticationManager<BackendLogins>
        implements UsernamePasswordAuthenticationProvider<BackendLogins> {
    static final String TYPE = "mqtt-backend";
    /** The name of those who have logged in to the IoT Platform. */
    static final String IOT_PLATFORM = "iot-platform";

    private static final String BACKEND = "backend";

    @SuppressWarnings("NullAway.Init") // use() sets it
    private volatile BackendLogin login;

    @SuppressWarnings("NullAway.Init") // use() sets it
    private volatile SignKeyLogin signKeyLogin;

    @SuppressWarnings("NullAway.Init") // use() sets it
    private volatile LoginRefusals refusals;

    @SuppressWarnings("NullAway.Init") // use() sets it
    private volatile RefusalLog log;

    /** Called by Broker-J. */
    BackendLogins(Map<String, Object> attributes, Container<?> container) {
        super(attributes, container);
    }

    /** To be called once, before the first port is opened: Broker-J creates this object and has no way to hand it over. */
    void use(BackendLogin backendLogin, SignKeyLogin login091, LoginRefusals loginRefusals, RefusalLog refusalLog) {
        login = backendLogin;
        signKeyLogin = login091;
        refusals = loginRefusals;
        log = refusalLog;
    }

    @Override
    public List<String> getMechanisms() {
        return List.of(PlainNegotiator.MECHANISM);
    }

    @Override
    public @Nullable SaslNegotiator createSaslNegotiator(
            String mechanism, SaslSettings connection, NamedAddressSpace addressSpace) {
        if (!PlainNegotiator.MECHANISM.equals(mechanism)) {
            return null;
        }
        if (connection instanceof Connection091 amqp091) {
            String from = amqp091.getRemoteAddressString();
            return new PlainLogin((user, password) ->
                    result(user, from, () -> signKeyLogin.refusal(user, password, amqp091.signKey()), BACKEND));
        }
        // the first moment at which Broker-J shows a new connection to anybody
        if (connection instanceof AMQPConnection_1_0<?> amqp10) {
            ConsumerDisposition.register(amqp10.getDescribedTypeRegistry());
        }
        String from = connection instanceof AMQPConnection<?> amqp ? amqp.getRemoteAddressString() : "nowhere";
        return new PlainLogin((user, password) -> authenticate(user, password, from));
    }

    @Override
    public AuthenticationResult authenticate(String user, String password) {
        return authenticate(user, password, "inside");
    }

    private AuthenticationResult authenticate(String user, String password, String from) {
        return result(
                user,
                from,
                () -> login.refusal(user, password),
                BackendLogin.isIotPlatform(user) ? IOT_PLATFORM : BACKEND);
    }

    private AuthenticationResult result(String user, String from, Supplier<Optional<String>> check, String name) {
        Optional<String> refusal = refusals.take().or(check);
        if (refusal.isPresent()) {
            log.say(BackendLogin.whoIs(user), from, "AMQP login refused", refusal.get());
            return new AuthenticationResult(AuthenticationStatus.ERROR);
        }
        return new AuthenticationResult(new UsernamePrincipal(name, this));
    }
}
