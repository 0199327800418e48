package dev.mqttstatus.benchmarks;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ActiveMQServers;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.impl.AddressInfo;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPStandardMessage;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.codec.WritableBuffer;
import org.apache.qpid.proton.message.Message;

/**
 * Apache ActiveMQ Artemis in memory, with AMQP 1.0 only. Notices are put into the queue from inside, so that producing
 * them costs little beside the clients.
 */
final class ArtemisProgram {
    private static final String ACCEPTOR = "amqp";
    private static final SimpleString QUEUE = SimpleString.of("STATUS." + Notices.GROUP);
    private static final int BURST = 4;
    private static final int CHUNK = 1_000;

    private final ActiveMQServer server;
    private final Queue queue;
    private long nextNumber;
    private volatile int kept;
    /** From the last notice that was put until all were settled. */
    private volatile long settledNanos;

    private Thread pacer;

    private ArtemisProgram() throws Exception {
        server = ActiveMQServers.newActiveMQServer(configuration());
        server.start();
        server.addAddressInfo(new AddressInfo(QUEUE, RoutingType.ANYCAST));
        queue = server.createQueue(
                QueueConfiguration.of(QUEUE).setRoutingType(RoutingType.ANYCAST).setDurable(false));
        Thread keeper = new Thread(this::keep, "keeper");
        keeper.setDaemon(true);
        keeper.start();
    }

    private static Configuration configuration() throws Exception {
        return new ConfigurationImpl()
                .setName("benchmark")
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setMaxDiskUsage(-1)
                .setGlobalMaxSize(-1)
                .addAcceptorConfiguration(ACCEPTOR, "tcp://127.0.0.1:0?protocols=AMQP")
                .addAddressSetting(
                        "#",
                        new AddressSettings()
                                .setAutoCreateAddresses(false)
                                .setAutoCreateQueues(false)
                                .setDefaultAddressRoutingType(RoutingType.ANYCAST)
                                .setDefaultQueueRoutingType(RoutingType.ANYCAST)
                                .setMaxDeliveryAttempts(-1));
    }

    public static void main(String[] args) throws Exception {
        ArtemisProgram program = new ArtemisProgram();
        Questions.serve(Map.of(
                "port",
                words -> program.server
                        .getRemotingService()
                        .getAcceptor(ACCEPTOR)
                        .getActualPort(),
                "fill",
                words -> program.fill(Integer.parseInt(words[1])),
                "put",
                words -> program.put(Notices.body(words[1], 1)),
                "keep",
                words -> program.kept = Integer.parseInt(words[1]),
                "depth",
                words -> program.queue.getMessageCount(),
                "unsettled",
                words -> program.queue.getDeliveringCount(),
                "purge",
                words -> program.purge(),
                "pace",
                words -> program.pace(Integer.parseInt(words[1]), Integer.parseInt(words[2])),
                "settled",
                words -> program.settled(),
                "pulse",
                words -> program.pulse(Integer.parseInt(words[1]), Integer.parseInt(words[2]))));
        System.exit(0);
    }

    private int fill(int depth) throws Exception {
        for (long missing = depth - queue.getMessageCount(); missing > 0; missing--) {
            put(Notices.body(nextNumber++));
        }
        return depth;
    }

    private int purge() throws Exception {
        nextNumber = 0;
        return queue.deleteAllReferences();
    }

    private boolean put(byte[] body) throws Exception {
        Message encoder = Message.Factory.create();
        encoder.setDurable(false);
        encoder.setBody(new Data(new Binary(body)));
        WritableBuffer.ByteBufferWrapper buffer = WritableBuffer.ByteBufferWrapper.allocate(body.length + 64);
        encoder.encode(buffer);
        byte[] encoded = new byte[buffer.position()];
        buffer.byteBuffer().flip().get(encoded);
        AMQPStandardMessage message = new AMQPStandardMessage(0, encoded, null);
        message.setMessageID(server.getStorageManager().generateID());
        message.setAddress(QUEUE);
        server.getPostOffice().route(message, false);
        return true;
    }

    private void keep() {
        try {
            while (true) {
                int missing = (int) Math.min(CHUNK, kept - queue.getMessageCount());
                for (int i = 0; i < missing; i++) {
                    put(Notices.body(nextNumber++));
                }
                if (missing < CHUNK) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Puts so many notices a second into the queue for so many seconds, in bursts, in the background. */
    private String pace(int perSecond, int seconds) {
        pacer = new Thread(
                () -> {
                    try {
                        paceNow(perSecond, seconds);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                "pacer");
        pacer.start();
        return "paced";
    }

    private void paceNow(int perSecond, int seconds) throws Exception {
        long between = TimeUnit.SECONDS.toNanos(BURST) / perSecond;
        long next = System.nanoTime();
        for (int burst = 0; burst < perSecond * seconds / BURST; burst++) {
            for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            for (int i = 0; i < BURST; i++) {
                put(Notices.body(nextNumber++));
            }
            next += between;
        }
        long idle = System.nanoTime();
        while (queue.getMessageCount() > 0) {
            LockSupport.parkNanos(100_000);
        }
        settledNanos = System.nanoTime() - idle;
    }

    private long settled() throws InterruptedException {
        pacer.join();
        return settledNanos;
    }

    /** Puts so many notices into the queue, one at a time, each with this moment as its time. */
    private int pulse(int notices, int millisBetween) throws Exception {
        for (int i = 0; i < notices; i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millisBetween));
            put(Notices.body(Notices.clientId(i), System.nanoTime()));
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millisBetween));
        return notices;
    }
}
