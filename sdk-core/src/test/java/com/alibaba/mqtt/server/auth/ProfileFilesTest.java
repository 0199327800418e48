package com.alibaba.mqtt.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from the two kinds of files. A result is written {@code id/secret/token}, none is {@code -}. */
class ProfileFilesTest {
    private static final String TWO_PROFILES = """
            {"current": "second", "profiles": [
              {"name": "first", "mode": "AK", "access_key_id": "a1", "access_key_secret": "s1"},
              {"name": "second", "mode": "StsToken", "access_key_id": "a2", "access_key_secret": "s2", "sts_token": "t2"}
            ]}""";

    static final List<Arguments> CLI = List.of(
            Arguments.of(TWO_PROFILES, null, "a2/s2/t2"),
            Arguments.of(TWO_PROFILES, "first", "a1/s1/null"),
            Arguments.of(TWO_PROFILES, "second", "a2/s2/t2"),
            Arguments.of(TWO_PROFILES, "third", "-"),
            Arguments.of(TWO_PROFILES, "FIRST", "-"),
            Arguments.of(oneProfile("AK", "a", "s", ""), null, "a/s/null"),
            Arguments.of(oneProfile("AK", "a", "", ""), null, "-"),
            Arguments.of(oneProfile("AK", "", "s", ""), null, "-"),
            Arguments.of(oneProfile("RamRoleArn", "a", "s", ""), null, "-"),
            Arguments.of(oneProfile("EcsRamRole", "a", "s", ""), null, "-"),
            Arguments.of(oneProfile("OIDC", "a", "s", ""), null, "-"),
            Arguments.of(oneProfile("CloudSSO", "a", "s", "t"), null, "-"),
            Arguments.of(oneProfile("ak", "a", "s", ""), null, "-"),
            Arguments.of("{\"profiles\": [{\"name\": \"p\", \"mode\": \"AK\"}]}", null, "-"),
            Arguments.of("{\"current\": \"p\", \"profiles\": [{\"mode\": \"AK\"}]}", null, "-"),
            Arguments.of(
                    "{\"current\": \"p\", \"profiles\": [{\"name\": \"p\", \"access_key_id\": \"a\","
                            + " \"access_key_secret\": \"s\"}]}",
                    null,
                    "-"),
            Arguments.of("{\"current\": \"p\", \"profiles\": [null, {\"name\": null, \"mode\": null}]}", null, "-"),
            Arguments.of("{\"current\": \"p\", \"profiles\": null}", null, "-"),
            Arguments.of("{\"current\": \"p\", \"profiles\": []}", null, "-"),
            Arguments.of("{\"current\": \"p\"}", null, "-"),
            Arguments.of("{}", null, "-"),
            Arguments.of("", null, "-"));

    private static String oneProfile(String mode, String id, String secret, String token) {
        return """
                {"current": "p", "profiles": [{"name": "p", "mode": "%s",
                  "access_key_id": "%s", "access_key_secret": "%s", "sts_token": "%s"}]}""".formatted(mode, id, secret, token);
    }

    @ParameterizedTest
    @FieldSource("CLI")
    void theProfileOfTheCommandLineIsRead(String text, String profile, String expected) throws IOException {
        assertEquals(expected, shown(ProfileFiles.readCliProfile(text, profile)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"current\": \"p\", \"profiles\": [{\"access_key_secret\": \"verySecret7\"",
                "verySecret7",
                "[\"verySecret7\"]",
                "{\"profiles\": \"verySecret7\"}",
                "{\"profiles\": [\"verySecret7\"]}",
                "{\"current\": \"p\", \"profiles\": [{\"name\": \"p\", \"access_key_secret\": \"verySecret7\", \"n\": 1e",
                "{\"current\": \"verySecret7\", \"profiles\": [7]}",
                "{\"current\": \"p\", \"profiles\": [{\"name\": \"p\", \"x\": verySecret7}]}"
            })
    void aMalformedFileOfTheCommandLineIsRefusedWithoutItsText(String text) {
        IOException e = assertThrows(IOException.class, () -> ProfileFiles.readCliProfile(text, null));
        assertShowsNoSecret(e);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "{\"a\":",
                "{\"profiles\":[",
                "{\"profiles\":",
                "{\"profiles\":[{\"name\":",
                "{\"current\":{\"$ref\":"
            })
    void aFileNestedToAnyDepthIsRefused(String open) {
        assertThrows(IOException.class, () -> ProfileFiles.readCliProfile(open.repeat(100_000), null));
    }

    @Test
    void everyBeginningOfAFileIsReadOrRefused() {
        for (int length = 0; length < TWO_PROFILES.length(); length++) {
            String text = TWO_PROFILES.substring(0, length);
            try {
                assertEquals("-", shown(ProfileFiles.readCliProfile(text, null)));
            } catch (IOException e) {
                assertNull(e.getCause());
            }
        }
    }

    static final List<Arguments> INI = List.of(
            Arguments.of("[default]\naccess_key_id = a\naccess_key_secret = s", null, "a/s/null"),
            Arguments.of("[default]\r\naccess_key_id=a\r\naccess_key_secret=s\r\n", null, "a/s/null"),
            Arguments.of("[default]\naccess_key_id=a\naccess_key_secret=s\nsecurity_token=t", null, "a/s/t"),
            Arguments.of(
                    "\n# [other]\n; note\n  [default]  \n\n # x\n access_key_id : a \naccess_key_secret s",
                    null,
                    "a/s/null"),
            Arguments.of("[default]\nenable = true\naccess_key_id=a\naccess_key_secret=s", null, "a/s/null"),
            Arguments.of("[default]\nenable = false\naccess_key_id=a\naccess_key_secret=s", null, "-"),
            Arguments.of("[default]\naccess_key_id=a\naccess_key_secret=s\nenable=FALSE ", null, "-"),
            Arguments.of("[default]\ntype = access_key \naccess_key_id=a\naccess_key_secret=s", null, "a/s/null"),
            Arguments.of("[default]\ntype=sts\naccess_key_id=a\naccess_key_secret=s\nsecurity_token=t", null, "a/s/t"),
            Arguments.of("[default]\ntype=ram_role_arn\naccess_key_id=a\naccess_key_secret=s\nrole_arn=r", null, "-"),
            Arguments.of("[default]\ntype=oidc_role_arn\naccess_key_id=a\naccess_key_secret=s", null, "-"),
            Arguments.of("[default]\ntype=\naccess_key_id=a\naccess_key_secret=s", null, "-"),
            Arguments.of("[default]\naccess_key_id=a", null, "-"),
            Arguments.of("[default]\naccess_key_secret=s", null, "-"),
            Arguments.of("[default]\n#access_key_id=a\naccess_key_secret=s", null, "-"),
            Arguments.of("[other]\naccess_key_id=a\naccess_key_secret=s", null, "-"),
            Arguments.of("[other]\naccess_key_id=a\naccess_key_secret=s", "other", "a/s/null"),
            Arguments.of("[default]\naccess_key_id=a\n[other]\naccess_key_secret=s", null, "-"),
            Arguments.of(
                    "[default]\naccess_key_id=a\naccess_key_secret=s\n[b]\naccess_key_id=a2\naccess_key_secret=s2",
                    "b",
                    "a2/s2/null"),
            Arguments.of("access_key_id=a\naccess_key_secret=s", null, "-"),
            Arguments.of("", null, "-"),
            Arguments.of("[default]", null, "-"),
            Arguments.of("[other]\nx = \\u00zz\n[default]\naccess_key_id=a\naccess_key_secret=s", null, "a/s/null"));

    @ParameterizedTest
    @FieldSource("INI")
    void theSectionOfAnIniFileIsRead(String text, String profile, String expected) throws IOException {
        assertEquals(expected, shown(ProfileFiles.readIniProfile(text, profile)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[default]\naccess_key_secret = verySecret7\\u00zz", "[default]\nverySecret7 = \\u12"})
    void aMalformedIniFileIsRefusedWithoutItsText(String text) {
        IOException e = assertThrows(IOException.class, () -> ProfileFiles.readIniProfile(text, null));
        assertShowsNoSecret(e);
    }

    private static void assertShowsNoSecret(Exception e) {
        StringWriter shown = new StringWriter();
        e.printStackTrace(new PrintWriter(shown));
        assertFalse(shown.toString().contains("verySecret7"), shown::toString);
    }

    private static String shown(Optional<Credentials> found) {
        return found.map(one -> one.accessKeyId() + "/" + one.accessKeySecret() + "/" + one.securityToken())
                .orElse("-");
    }
}
