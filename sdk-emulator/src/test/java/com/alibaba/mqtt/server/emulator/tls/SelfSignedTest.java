package com.alibaba.mqtt.server.emulator.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SignatureException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelfSignedTest {
    private static final Instant FROM = Instant.parse("2031-05-04T12:00:00Z");
    private static final Instant UNTIL = Instant.parse("2051-05-04T12:00:00Z");

    // lengths of one and of two bytes in the encoding
    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "a-name-that-is-rather-long.and-goes-on-for-another-level.and-yet-another.example"})
    void theJdkReadsAndVerifiesIt(String host) throws Exception {
        KeyPair pair = keys();
        X509Certificate certificate = SelfSigned.certificate(pair, host, FROM, UNTIL);
        certificate.verify(pair.getPublic());
        assertEquals(3, certificate.getVersion());
        assertEquals("CN=" + host, certificate.getSubjectX500Principal().getName());
        assertEquals(certificate.getSubjectX500Principal(), certificate.getIssuerX500Principal());
        assertEquals(Date.from(FROM), certificate.getNotBefore());
        assertEquals(Date.from(UNTIL), certificate.getNotAfter());
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        // 2 is a DNS name
        assertEquals(List.of(List.of(2, host)), List.copyOf(names));
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 2048})
    void itIsOfThisKeyAndThisTimeOnly(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        X509Certificate certificate = SelfSigned.certificate(generator.generateKeyPair(), "localhost", FROM, UNTIL);
        KeyPair other = keys();
        assertThrows(SignatureException.class, () -> certificate.verify(other.getPublic()));
        certificate.checkValidity(Date.from(FROM.plus(Duration.ofDays(1))));
        assertThrows(
                CertificateNotYetValidException.class,
                () -> certificate.checkValidity(Date.from(FROM.minusSeconds(1))));
        assertThrows(
                CertificateExpiredException.class, () -> certificate.checkValidity(Date.from(UNTIL.plusSeconds(1))));
    }

    private static KeyPair keys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }
}
