package dev.mqttstatus.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/** The process that is measured: threads that ask, each without a pause. Arguments: the program and the port. */
final class QueryClient {
    private static final int CLIENTS = 10_000;

    private final Asker asker;
    private final LongAdder calls = new LongAdder();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean asking;
    private volatile Exception failure;

    private QueryClient(Asker asker) {
        this.asker = asker;
    }

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[1]);
        QueryClient client = new QueryClient(
                switch (QueryProgram.valueOf(args[0])) {
                    case OURS -> OurAsker.create(port);
                    case OKHTTP -> new OkHttpAsker(port);
                    case TEA_OPENAPI -> TeaAsker.create(port);
                    case ALIYUN_CORE -> AliyunCoreAsker.create(port);
                });
        Questions.serve(Map.of(
                "start", words -> client.start(Integer.parseInt(words[1])),
                "stop", words -> client.stop(),
                "sample", words -> client.sample()));
        System.exit(0);
    }

    private int start(int count) {
        asking = true;
        for (int number = 0; number < count; number++) {
            Thread thread = new Thread(this::ask, "asker-" + number);
            threads.add(thread);
            thread.start();
        }
        return count;
    }

    private void ask() {
        try {
            while (asking) {
                String clientId = Notices.clientId(ThreadLocalRandom.current().nextInt(CLIENTS));
                if (!asker.isOnline(clientId)) {
                    throw new IllegalStateException("a client is offline");
                }
                calls.increment();
            }
        } catch (Exception e) {
            failure = e;
        }
    }

    private long stop() throws Exception {
        asking = false;
        for (Thread thread : threads) {
            thread.join();
        }
        threads.clear();
        if (failure != null) {
            throw failure;
        }
        return calls.sum();
    }

    private String sample() throws IOException {
        return Sample.now(calls.sum()).line();
    }
}
