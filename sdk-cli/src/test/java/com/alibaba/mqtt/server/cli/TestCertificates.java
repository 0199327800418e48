package com.alibaba.mqtt.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mqttstatus.testing.Pem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An authority, and a key that it signs certificates for; made by the JDK's keytool. */
final class TestCertificates {
    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final KeyStore keys;

    TestCertificates(Path folder) throws Exception {
        this.folder = folder;
        for (String name : List.of("authority", "server")) {
            keytool(
                    "-genkeypair",
                    "-alias",
                    name,
                    "-dname",
                    "CN=" + name,
                    "-keyalg",
                    "RSA",
                    "-keysize",
                    "2048",
                    "-ext",
                    "bc=ca:" + name.equals("authority"));
        }
        keytool("-certreq", "-alias", "server", "-file", file("request").toString());
        keys = KeyStore.getInstance(file("keys").toFile(), PASSWORD.toCharArray());
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", file("keys").toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(said);
        }
    }

    /** Returns the PEM file of the authority. */
    Path authority() throws Exception {
        return pem("authority");
    }

    /** Returns the PEM file of a certificate that the server's key signed for itself. */
    Path selfSigned() throws Exception {
        return pem("server");
    }

    private Path pem(String alias) throws Exception {
        return Files.writeString(file(alias + ".pem"), "of a test\n" + Pem.of(keys.getCertificate(alias)));
    }

    /** Returns a server's context with a certificate of the authority for a name. */
    SSLContext signed(String host, String begin, int days) throws Exception {
        Path signed = file("signed");
        keytool(
                "-gencert",
                "-alias",
                "authority",
                "-infile",
                file("request").toString(),
                "-outfile",
                signed.toString(),
                "-ext",
                "san=dns:" + host,
                "-startdate",
                begin,
                "-validity",
                String.valueOf(days));
        try (InputStream in = Files.newInputStream(signed)) {
            return context(
                    CertificateFactory.getInstance("X.509").generateCertificate(in), keys.getCertificate("authority"));
        }
    }

    /** Returns a server's context with the certificate that its key signed for itself. */
    SSLContext ofItself() throws Exception {
        return context(keys.getCertificate("server"));
    }

    private SSLContext context(Certificate... chain) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("key", keys.getKey("server", PASSWORD.toCharArray()), PASSWORD.toCharArray(), chain);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
