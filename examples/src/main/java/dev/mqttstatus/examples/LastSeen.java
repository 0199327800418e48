package dev.mqttstatus.examples;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.presence.model.ClientPresence;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;

/** Keeps in a database which clients are online, and since when the others are not. */
public final class LastSeen {
    private static final String TABLE = "create table if not exists last_seen"
            + " (client_id varchar(64) primary key, state varchar(8), since timestamp, client_ip varchar(64))";
    private static final String ROW = "merge into last_seen key (client_id) values (?, ?, ?, ?)";

    private LastSeen() {}

    /**
     * Needs the environment variables of {@link StatusConsumerSample}, and JDBC_URL, for example
     * {@code jdbc:h2:./last-seen}. Runs until it is stopped.
     */
    public static void main(String[] args) throws Exception {
        String url = System.getenv("JDBC_URL");
        try (Connection database = DriverManager.getConnection(url);
                Statement statement = database.createStatement()) {
            statement.execute(TABLE);
        }
        PresenceTracker tracker = PresenceTracker.builder()
                .onFirstSeen(change -> write(url, change.presence()))
                .onOnline(change -> write(url, change.presence()))
                .onOffline(change -> write(url, change.presence()))
                .actionAttempts(10)
                .build();
        ServerConsumer serverConsumer = Backend.start();
        serverConsumer.subscribeStatus(System.getenv("MQTT_GROUP_ID"), tracker);
    }

    private static void write(String url, ClientPresence presence) {
        try (Connection database = DriverManager.getConnection(url);
                PreparedStatement row = database.prepareStatement(ROW)) {
            row.setString(1, presence.clientId());
            row.setString(2, presence.state().name());
            row.setTimestamp(3, Timestamp.from(presence.since()));
            row.setString(4, presence.clientIp());
            row.executeUpdate();
            System.out.println(presence.clientId() + " " + presence.state() + " since " + presence.since());
        } catch (SQLException e) {
            throw new IllegalStateException("last seen of " + presence.clientId() + " was not written", e);
        }
    }
}
