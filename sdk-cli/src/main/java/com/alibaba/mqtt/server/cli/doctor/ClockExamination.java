package com.alibaba.mqtt.server.cli.doctor;

import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.run.TimeSpan;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.HttpsURLConnection;

/** How far this machine's clock is from the API's, by the {@code Date} of an HTTP answer, which has whole seconds. */
final class ClockExamination {
    private static final String STEP = "clock";
    private static final Duration NOTABLE = Duration.ofSeconds(30);
    /** Signatures of requests are refused beyond a quarter of an hour. */
    private static final Duration TOO_FAR = Duration.ofMinutes(10);

    private final Report report;
    private final Duration limit;

    ClockExamination(Report report, Duration limit) {
        this.report = report;
        this.limit = limit;
    }

    void examine(Server api) throws InterruptedException {
        try {
            report.add(compared(Bounded.within(limit, () -> ask(api))));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            report.add(Finding.warn(
                    STEP,
                    "not compared: " + ForeignText.visible(String.valueOf(e.getMessage())),
                    "compare this machine's clock with another one; logins and requests are signed with the time"));
        }
    }

    /** Returns by how much the server's clock is ahead. */
    private Duration ask(Server api) throws IOException, GeneralSecurityException {
        URI address = URI.create((api.tls() ? "https://" : "http://") + bracketed(api.host()) + ":" + api.port() + "/");
        HttpURLConnection http = (HttpURLConnection) address.toURL().openConnection();
        if (http instanceof HttpsURLConnection https) {
            https.setSSLSocketFactory(SeenChain.create(api.ca()).context().getSocketFactory());
        }
        http.setConnectTimeout((int) limit.toMillis());
        http.setReadTimeout((int) limit.toMillis());
        http.setInstanceFollowRedirects(false);
        Instant before = Instant.now();
        try {
            // any answer will do
            int unused = http.getResponseCode();
            long date = http.getDate();
            if (date == 0) {
                throw new IOException("the answer has no date");
            }
            Instant middle = before.plus(Duration.between(before, Instant.now()).dividedBy(2));
            return Duration.between(middle, Instant.ofEpochMilli(date));
        } finally {
            http.disconnect();
        }
    }

    private static String bracketed(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    static Finding compared(Duration ahead) {
        Duration distance = ahead.abs();
        if (distance.compareTo(Duration.ofSeconds(2)) < 0) {
            return Finding.ok(STEP, "the API's clock and this one agree to about a second");
        }
        String detail = "the API's clock is " + TimeSpan.text(distance) + (ahead.isNegative() ? " behind" : " ahead of")
                + " this one";
        String remedy = "set this machine's clock (NTP): logins and requests are signed with the time";
        if (distance.compareTo(TOO_FAR) > 0) {
            return Finding.fail(STEP, ExitCode.CONFIGURATION, detail, remedy);
        }
        return distance.compareTo(NOTABLE) > 0 ? Finding.warn(STEP, detail, remedy) : Finding.ok(STEP, detail);
    }
}
