package dev.mqttstatus.testing;

import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;

/** Texts in PEM. */
public final class Pem {
    /** A certificate until 2126, whose key is nowhere. */
    public static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBNjCB3aADAgECAghuzHdh0LMnKDAKBggqhkjOPQQDAjAPMQ0wCwYDVQQDEwR0
            ZXN0MCAXDTI2MTEyOTAyNTkzNFoYDzIxMjYxMTA1MDI1OTM0WjAPMQ0wCwYDVQQD
            EwR0ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAENI82tQ5RdHoxfV1GWmIB
            ApecoU6a4pHs8xKDQnyqDI1MEvPm+1XbU3YeSeRkzYSEr1t/CjyP6BhhgQodOoua
            uaMhMB8wHQYDVR0OBBYEFPIJ018nCZCozwuwtFWWd1Sf8o0RMAoGCCqGSM49BAMC
            A0gAMEUCIQDX6TacwI13ek9Cch4ZgxCiqiS7Sb4Bbas3r6Xpx+qYJQIgchS9KQzt
            zSgQsMr8BJLQADrgB/SVTBsIPyeRw04yLeA=
            -----END CERTIFICATE-----
            """;

    private Pem() {}

    /** Returns the text of a certificate. */
    public static String of(Certificate certificate) throws CertificateEncodingException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
        return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
    }
}
