package dev.mqttstatus.benchmarks;

import java.io.IOException;
import java.util.List;

/** The process of {@link ArtemisProgram}. */
final class ArtemisBroker implements Broker {
    private final Child process;
    private final int port;

    ArtemisBroker(Options options) throws IOException {
        process = new Child(
                System.getProperty("java.class.path"), List.of("-Xms3g", "-Xmx3g"), ArtemisProgram.class, List.of());
        options.placeBroker(process.handle());
        port = Integer.parseInt(process.ask("port"));
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public long cpu() throws IOException {
        return Processes.cpu(process.handle());
    }

    @Override
    public void fill(int depth) throws IOException {
        process.ask("fill " + depth);
    }

    @Override
    public void put(String clientId) throws IOException {
        process.ask("put " + clientId);
    }

    @Override
    public void keep(int depth) throws IOException {
        process.ask("keep " + depth);
    }

    @Override
    public long depth() throws IOException {
        return Long.parseLong(process.ask("depth"));
    }

    @Override
    public long unsettled() throws IOException {
        return Long.parseLong(process.ask("unsettled"));
    }

    @Override
    public void purge() throws IOException {
        process.ask("purge");
    }

    /** Puts so many notices a second into the queue, for so many seconds. Does not wait. */
    void pace(int perSecond, int seconds) throws IOException {
        process.ask("pace " + perSecond + " " + seconds);
    }

    /** Waits until what was paced is settled; the time from the last notice until then, in ns. */
    long settled() throws IOException {
        return Long.parseLong(process.ask("settled"));
    }

    /** Puts so many notices into the queue, each alone, with the moment as its time. */
    void pulse(int notices, int millisBetween) throws IOException {
        process.ask("pulse " + notices + " " + millisBetween);
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
