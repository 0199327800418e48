package com.alibaba.mqtt.server.cli.doctor;

import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** Whether TLS with a server works: its chain, its name, its dates. */
final class TlsExamination {
    private static final Duration SOON = Duration.ofDays(14);

    private final Report report;
    private final Duration limit;

    TlsExamination(Report report, Duration limit) {
        this.report = report;
        this.limit = limit;
    }

    /** Shakes hands; returns whether that worked, and true for a server without TLS. */
    boolean examine(Server server) throws InterruptedException {
        String step = server.area() + " tls";
        if (!server.tls()) {
            return report.add(Finding.skip(step, "not used"));
        }
        SeenChain seen = SeenChain.create();
        try {
            String protocol = Bounded.within(limit, () -> shakeHands(server, seen));
            X509Certificate[] chain = seen.chain();
            Instant ends = chain[0].getNotAfter().toInstant();
            String detail = protocol + "; " + shown(chain) + "; valid until " + ends;
            return report.add(
                    ends.isBefore(Instant.now().plus(SOON))
                            ? Finding.warn(step, detail, "the certificate ends soon: who runs the server must renew it")
                            : Finding.ok(step, detail));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            X509Certificate[] chain = seen.chain();
            return report.add(Finding.fail(
                    step,
                    ExitCode.SERVICE,
                    ForeignText.visible(String.valueOf(e.getMessage()))
                            + (chain.length == 0
                                    ? ""
                                    : "; the server sent " + shown(chain) + ", valid until "
                                            + chain[0].getNotAfter().toInstant()),
                    chain.length == 0
                            ? "the port speaks no TLS, or something in between ends it"
                            : "a name that is not in the certificate, a proxy with a certificate of its own, or a JDK"
                                    + " that does not know the issuer"));
        }
    }

    private String shakeHands(Server server, SeenChain seen) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {seen}, null);
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(server.host(), server.port()), (int) limit.toMillis());
            plain.setSoTimeout((int) limit.toMillis());
            SSLSocket secure =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, server.host(), server.port(), true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            return secure.getSession().getProtocol();
        }
    }

    private static String shown(X509Certificate[] chain) {
        return Arrays.stream(chain)
                .map(certificate ->
                        ForeignText.quoted(certificate.getSubjectX500Principal().getName()))
                .collect(Collectors.joining(" of "));
    }
}
