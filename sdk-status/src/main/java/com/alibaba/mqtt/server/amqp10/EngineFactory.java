package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.auth.Login;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import jakarta.jms.JMSException;
import java.net.URI;
import java.util.UUID;
import org.apache.qpid.jms.JmsConnection;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.apache.qpid.jms.meta.JmsConnectionId;
import org.apache.qpid.jms.meta.JmsConnectionInfo;
import org.apache.qpid.jms.policy.JmsDefaultDeserializationPolicy;
import org.apache.qpid.jms.policy.JmsDefaultMessageIDPolicy;
import org.apache.qpid.jms.policy.JmsDefaultPrefetchPolicy;
import org.apache.qpid.jms.policy.JmsDefaultPresettlePolicy;
import org.apache.qpid.jms.policy.JmsDefaultRedeliveryPolicy;
import org.apache.qpid.jms.provider.Provider;

/**
 * Creates one connection on an engine. Sets it up by setters: Qpid JMS would copy its own settings by reflection, by the
 * rules of the locale, and leave its classes in the JDK's caches.
 */
@SuppressWarnings("serial") // nobody serialises it; its parent is Externalizable and would need a constructor for that
final class EngineFactory extends JmsConnectionFactory {
    private static final long serialVersionUID = 1L;

    private final transient ConnectionSettings config;
    private final transient Bypass bypass;

    EngineFactory(ConnectionSettings config, Login login, Bypass bypass) {
        super(login.userName(), login.password());
        this.config = config;
        this.bypass = bypass;
    }

    /** Connects and logs in. Blocks. */
    JmsConnection connect() throws JMSException {
        return (JmsConnection) createConnection();
    }

    @Override
    protected JmsConnectionInfo configureConnectionInfo(String userName, String password) {
        String id = "ID:" + UUID.randomUUID();
        JmsConnectionInfo info = new JmsConnectionInfo(new JmsConnectionId(id + ":1"));
        info.setClientId(id, false);
        info.setUsername(userName);
        info.setPassword(password);
        info.setConfiguredURI(bypass.getRemoteURI());
        info.setMessageIDPolicy(new JmsDefaultMessageIDPolicy());
        info.setPrefetchPolicy(new JmsDefaultPrefetchPolicy());
        info.setPresettlePolicy(new JmsDefaultPresettlePolicy());
        info.setRedeliveryPolicy(new JmsDefaultRedeliveryPolicy());
        info.setDeserializationPolicy(new JmsDefaultDeserializationPolicy());
        info.setConnectTimeout(Opening.limit(config.handshakeTimeout()));
        info.setRequestTimeout(Opening.limit(config.handshakeTimeout()));
        // short: who closes has waited for what is outstanding, and when a connection is lost with outstanding sends
        // Qpid JMS waits this long, twice, before it can be replaced
        info.setCloseTimeout(Opening.CLOSE_MILLIS);
        // open immediately, so that a refusal is seen here and not at the first use
        info.setAwaitClientID(false);
        info.setUseDaemonThread(true);
        // a header of a message may have any name
        info.setValidatePropertyNames(false);
        // see Settlement.settleAll
        info.setForceAsyncAcks(true);
        return info;
    }

    @Override
    protected Provider createProvider(URI remote) {
        return bypass;
    }
}
