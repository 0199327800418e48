package dev.mqttstatus.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** OkHttp on the caller's thread, with what one operation needs and nothing else: no JSON, no errors, no repetition. */
final class OkHttpAsker implements Asker {
    private static final String ACTION = "QuerySessionByClientId";
    private static final RequestBody EMPTY = RequestBody.create(new byte[0]);

    private final OkHttpClient client = new OkHttpClient.Builder()
            .connectionPool(new ConnectionPool(CONNECTIONS, 5, TimeUnit.MINUTES))
            .build();
    private final Acs3 acs3;
    private final String host;

    OkHttpAsker(int port) {
        host = "127.0.0.1:" + port;
        acs3 = new Acs3(host, ACTION, KEY, SECRET);
    }

    @Override
    public boolean isOnline(String clientId) throws IOException {
        String query = "ClientId=" + Acs3.encode(clientId) + "&InstanceId=" + INSTANCE;
        String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String nonce =
                HexFormat.of().toHexDigits(random.nextLong()) + HexFormat.of().toHexDigits(random.nextLong());
        Request request = new Request.Builder()
                .url("http://" + host + "/?" + query)
                .post(EMPTY)
                .header("accept", "application/json")
                .header("x-acs-action", ACTION)
                .header("x-acs-content-sha256", Acs3.EMPTY_BODY)
                .header("x-acs-date", date)
                .header("x-acs-signature-nonce", nonce)
                .header("x-acs-version", Acs3.VERSION)
                .header("Authorization", acs3.authorization(query, date, nonce))
                .build();
        try (Response response = client.newCall(request).execute()) {
            String json = new String(response.body().bytes(), UTF_8);
            if (response.code() != 200) {
                throw new IOException(json);
            }
            return json.contains("\"OnlineStatus\":true");
        }
    }
}
