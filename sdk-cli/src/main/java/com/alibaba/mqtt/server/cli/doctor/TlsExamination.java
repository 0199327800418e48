package com.alibaba.mqtt.server.cli.doctor;

import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

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
        SeenChain seen;
        try {
            seen = SeenChain.create(server.ca());
        } catch (IOException | GeneralSecurityException e) {
            return report.add(Finding.fail(
                    step,
                    ExitCode.CONFIGURATION,
                    "--ca " + server.ca() + " cannot be read: " + said(e),
                    "give --ca a file of X.509 certificates in PEM"));
        }
        try {
            String protocol = Bounded.within(limit, () -> shakeHands(server, seen));
            X509Certificate[] chain = seen.chain();
            String detail = protocol + "; " + shown(chain) + "; valid until " + end(chain);
            return report.add(
                    end(chain).isBefore(Instant.now().plus(SOON))
                            ? Finding.warn(
                                    step,
                                    detail,
                                    "the certificate ends soon, or has ended: who runs the server must renew it")
                            : Finding.ok(step, detail));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            X509Certificate[] chain = seen.chain();
            String sent = chain.length == 0 ? "" : "; the server sent " + shown(chain) + ", valid until " + end(chain);
            return report.add(Finding.fail(step, ExitCode.SERVICE, said(e) + sent, remedy(seen, server)));
        }
    }

    /** In the order in which it must be mended. */
    private static String remedy(SeenChain seen, Server server) {
        X509Certificate[] chain = seen.chain();
        if (chain.length == 0) {
            return "the port speaks no TLS, or something in between ends it";
        }
        Instant now = Instant.now();
        if (end(chain).isBefore(now)) {
            return "the certificate has ended: who runs the server must renew it; or this machine's clock is wrong";
        }
        if (chain[0].getNotBefore().toInstant().isAfter(now)) {
            return "the certificate is not valid yet: look at this machine's clock";
        }
        if (!seen.isTrusted()) {
            return server.ca() == null
                    ? "nobody known signed it: a proxy with a certificate of its own, or a JDK that is too old; --ca FILE"
                            + " trusts another authority"
                    : "it is not signed by a certificate of --ca: ask who runs the server for the right one";
        }
        return "use a name that stands in the certificate: " + names(chain[0]);
    }

    private static String names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names != null) {
                return names.stream()
                        .map(name -> ForeignText.visible(String.valueOf(name.get(1))))
                        .collect(Collectors.joining(", "));
            }
        } catch (CertificateParsingException e) {
            // its subject then
        }
        return ForeignText.visible(certificate.getSubjectX500Principal().getName());
    }

    private static Instant end(X509Certificate[] chain) {
        return chain[0].getNotAfter().toInstant();
    }

    private static String said(Exception e) {
        return ForeignText.visible(e.getMessage() == null ? e.toString() : e.getMessage());
    }

    private String shakeHands(Server server, SeenChain seen) throws IOException, GeneralSecurityException {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(server.host(), server.port()), (int) limit.toMillis());
            plain.setSoTimeout((int) limit.toMillis());
            SSLSocket secure = (SSLSocket)
                    seen.context().getSocketFactory().createSocket(plain, server.host(), server.port(), true);
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
