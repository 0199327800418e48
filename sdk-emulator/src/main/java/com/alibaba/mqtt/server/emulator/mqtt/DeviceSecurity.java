package com.alibaba.mqtt.server.emulator.mqtt;

import com.alibaba.mqtt.server.emulator.instance.RefusalLog;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnection;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * Lets Artemis ask {@link DeviceLogin}, once for each connection: Artemis checks the login again at each step of a client, when
 * its token or secret may have ended, and that is for the gate to judge. Whoever is in may publish and subscribe everywhere.
 */
final class DeviceSecurity implements ActiveMQSecurityManager5 {
    private static final AttributeKey<Subject> ACCEPTED = AttributeKey.valueOf(DeviceSecurity.class, "accepted");

    private final DeviceLogin login;
    private final RefusalLog log;

    DeviceSecurity(DeviceLogin login, RefusalLog log) {
        this.login = login;
        this.log = log;
    }

    @Override
    public @Nullable Subject authenticate(
            @Nullable String user, @Nullable String password, RemotingConnection remote, String securityDomain) {
        Attribute<Subject> accepted =
                ((NettyConnection) remote.getTransportConnection()).getChannel().attr(ACCEPTED);
        Subject known = accepted.get();
        if (known != null) {
            // a connection has one CONNECT, so that the login is the same
            return known;
        }
        Optional<String> refusal = login.refusal(remote.getClientID(), user, password);
        if (refusal.isPresent()) {
            log.say(remote.getClientID(), DeviceConnections.address(remote), "login refused", refusal.get());
            return null;
        }
        Subject subject = new Subject();
        subject.getPrincipals().add(new UserPrincipal(remote.getClientID()));
        accepted.set(subject);
        return subject;
    }

    @Override
    public boolean authorize(@Nullable Subject subject, Set<Role> roles, CheckType checkType, String address) {
        return subject != null;
    }

    @Override
    public boolean validateUser(String user, String password) {
        return false;
    }

    @Override
    public boolean validateUserAndRole(String user, String password, Set<Role> roles, CheckType checkType) {
        return false;
    }
}
