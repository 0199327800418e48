package com.alibaba.mqtt.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class DefaultCredentialsTest {
    private static final String PROPERTY_ID = "alibabacloud.accessKeyId";
    private static final String PROPERTY_SECRET = "alibabacloud.accessKeySecret";
    private static final String PROPERTY_OLD_SECRET = "alibabacloud.accessKeyIdSecret";
    private static final String PROPERTY_TOKEN = "alibabacloud.sessionToken";
    private static final String VARIABLE_ID = "ALIBABA_CLOUD_ACCESS_KEY_ID";
    private static final String VARIABLE_SECRET = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
    private static final String VARIABLE_TOKEN = "ALIBABA_CLOUD_SECURITY_TOKEN";
    private static final String PROFILE = "ALIBABA_CLOUD_PROFILE";
    private static final String NO_CLI = "ALIBABA_CLOUD_CLI_PROFILE_DISABLED";
    private static final String INI_FILE = "ALIBABA_CLOUD_CREDENTIALS_FILE";

    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    @TempDir
    private Path home;

    @BeforeEach
    void home() {
        properties.put("user.home", home.toString());
    }

    private Credentials found() throws ServerException {
        return new DefaultCredentials(properties::get, environment::get).credentials();
    }

    private ServerException failure() {
        return assertThrows(ServerException.class, this::found);
    }

    private void assertFound(String expected) throws ServerException {
        Credentials found = found();
        assertEquals(expected, found.accessKeyId() + "/" + found.accessKeySecret() + "/" + found.securityToken());
    }

    private Path write(String path, String text) throws IOException {
        Path file = home.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private void writeCli(String id) throws IOException {
        write(".aliyun/config.json", """
                {"current": "p", "profiles": [
                  {"name": "p", "mode": "AK", "access_key_id": "%1$s", "access_key_secret": "%1$s"},
                  {"name": "q", "mode": "AK", "access_key_id": "%1$s-q", "access_key_secret": "%1$s-q"}]}""".formatted(id));
    }

    private void writeIni(String path, String id) throws IOException {
        write(path, """
                [default]
                access_key_id = %1$s
                access_key_secret = %1$s
                [q]
                access_key_id = %1$s-q
                access_key_secret = %1$s-q
                """.formatted(id));
    }

    /** Fills all places, then takes away the first again and again. */
    @Test
    void theFirstPlaceWins() throws Exception {
        properties.put(PROPERTY_ID, "property");
        properties.put(PROPERTY_SECRET, "property");
        environment.put(VARIABLE_ID, "variable");
        environment.put(VARIABLE_SECRET, "variable");
        writeCli("cli");
        writeIni(".alibabacloud/credentials.ini", "ini");
        writeIni(".alibabacloud/credentials", "plain");
        assertFound("property/property/null");
        properties.remove(PROPERTY_ID);
        assertFound("variable/variable/null");
        environment.remove(VARIABLE_SECRET);
        assertFound("cli/cli/null");
        Files.delete(home.resolve(".aliyun/config.json"));
        assertFound("ini/ini/null");
        Files.delete(home.resolve(".alibabacloud/credentials.ini"));
        assertFound("plain/plain/null");
        Files.delete(home.resolve(".alibabacloud/credentials"));
        assertEquals(ErrorCode.NO_CREDENTIALS, failure().getCode());
    }

    static final List<Arguments> PAIRS = List.of(
            Arguments.of(Map.of(PROPERTY_ID, "a", PROPERTY_SECRET, "s"), Map.of(), "a/s/null"),
            Arguments.of(Map.of(PROPERTY_ID, "a", PROPERTY_OLD_SECRET, "o"), Map.of(), "a/o/null"),
            Arguments.of(
                    Map.of(PROPERTY_ID, "a", PROPERTY_SECRET, "s", PROPERTY_OLD_SECRET, "o"), Map.of(), "a/o/null"),
            Arguments.of(Map.of(PROPERTY_ID, "a", PROPERTY_SECRET, "s", PROPERTY_TOKEN, "t"), Map.of(), "a/s/t"),
            Arguments.of(Map.of(PROPERTY_ID, "a", PROPERTY_SECRET, "s", PROPERTY_TOKEN, " "), Map.of(), "a/s/null"),
            Arguments.of(Map.of(), Map.of(VARIABLE_ID, "a", VARIABLE_SECRET, "s"), "a/s/null"),
            Arguments.of(Map.of(), Map.of(VARIABLE_ID, "a", VARIABLE_SECRET, "s", VARIABLE_TOKEN, "t"), "a/s/t"),
            // a token alone does not join the pair of another place
            Arguments.of(Map.of(PROPERTY_TOKEN, "t"), Map.of(VARIABLE_ID, "a", VARIABLE_SECRET, "s"), "a/s/null"),
            // nor does half a pair
            Arguments.of(Map.of(PROPERTY_ID, "a"), Map.of(VARIABLE_SECRET, "s"), "-"),
            Arguments.of(Map.of(PROPERTY_ID, "", PROPERTY_SECRET, "s"), Map.of(), "-"),
            Arguments.of(Map.of(PROPERTY_ID, "a", PROPERTY_SECRET, " "), Map.of(), "-"),
            Arguments.of(Map.of(), Map.of(VARIABLE_ID, "a"), "-"),
            Arguments.of(Map.of(), Map.of(VARIABLE_SECRET, "s"), "-"),
            Arguments.of(Map.of(), Map.of(VARIABLE_TOKEN, "t"), "-"),
            Arguments.of(Map.of(), Map.of(VARIABLE_ID, " ", VARIABLE_SECRET, "s"), "-"));

    @ParameterizedTest
    @FieldSource("PAIRS")
    void onlyAWholePairCounts(Map<String, String> inProperties, Map<String, String> inEnvironment, String expected)
            throws ServerException {
        properties.putAll(inProperties);
        environment.putAll(inEnvironment);
        if (expected.equals("-")) {
            assertEquals(ErrorCode.NO_CREDENTIALS, failure().getCode());
        } else {
            assertFound(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"true,ini", "TRUE,ini", "false,cli", "'',cli", "yes,cli"})
    void theCommandLinesProfileCanBeDisabled(String value, String expected) throws Exception {
        writeCli("cli");
        writeIni(".alibabacloud/credentials.ini", "ini");
        environment.put(NO_CLI, value);
        assertEquals(expected, found().accessKeyId());
    }

    @ParameterizedTest
    @CsvSource({"q,cli-q", "p,cli", "'',cli", "' ',cli", "default,ini"})
    void theProfileIsChosenInBothFiles(String profile, String expected) throws Exception {
        writeCli("cli");
        writeIni(".alibabacloud/credentials.ini", "ini");
        environment.put(PROFILE, profile);
        assertEquals(expected, found().accessKeyId());
    }

    @Test
    void aNamedIniFileReplacesTheUsualOnes() throws Exception {
        writeIni(".alibabacloud/credentials.ini", "usual");
        writeIni("elsewhere/keys", "named");
        environment.put(INI_FILE, home.resolve("elsewhere/keys").toString());
        assertEquals("named", found().accessKeyId());
        environment.put(PROFILE, "q");
        assertEquals("named-q", found().accessKeyId());
        environment.put(INI_FILE, home.resolve("missing").toString());
        assertEquals(ErrorCode.NO_CREDENTIALS, failure().getCode());
        environment.put(INI_FILE, " ");
        assertEquals("usual-q", found().accessKeyId());
    }

    @Test
    void aFileIsReadAnewEachTime() throws Exception {
        DefaultCredentials chain = new DefaultCredentials(properties::get, environment::get);
        writeCli("old");
        assertEquals("old", chain.credentials().accessKeyId());
        writeCli("new");
        assertEquals("new", chain.credentials().accessKeyId());
    }

    @ParameterizedTest
    @CsvSource({".aliyun/config.json", ".alibabacloud/credentials.ini", ".alibabacloud/credentials"})
    void aMalformedFileIsNamedAndNotShown(String path) throws Exception {
        Path file = write(path, "[default]\nverySecret7 = \\u00zz");
        ServerException e = failure();
        assertEquals(ErrorCode.BAD_CONFIGURATION, e.getCode());
        assertFalse(e.isRetryable());
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
        for (Throwable at = e; at != null; at = at.getCause()) {
            assertFalse(String.valueOf(at.getMessage()).contains("verySecret7"), at::toString);
        }
    }

    @Test
    void aMalformedFileDoesNotMatterIfAnEarlierPlaceHasAPair() throws Exception {
        writeCli("cli");
        write(".alibabacloud/credentials.ini", "[default]\nx = \\u00zz");
        environment.put(VARIABLE_ID, "a");
        environment.put(VARIABLE_SECRET, "s");
        assertEquals("a", found().accessKeyId());
        environment.clear();
        assertEquals("cli", found().accessKeyId());
    }

    @Test
    void aBrokenPlaceIsPassedOver() throws Exception {
        write(".aliyun/config.json", "no json");
        writeIni(".alibabacloud/credentials", "plain");
        assertEquals("plain", found().accessKeyId());
        environment.put(VARIABLE_ID, "a");
        environment.put(VARIABLE_SECRET, "secret\n");
        assertEquals("plain", found().accessKeyId());
    }

    @Test
    void aFileOfLongAgoIsReadAgainWhenItChanges() throws Exception {
        DefaultCredentials chain = new DefaultCredentials(properties::get, environment::get);
        writeCli("old");
        Path file = home.resolve(".aliyun/config.json");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(100)));
        Credentials before = chain.credentials();
        assertSame(before, chain.credentials());
        writeCli("new");
        assertEquals("new", chain.credentials().accessKeyId());
        Files.delete(file);
        assertThrows(ServerException.class, chain::credentials);
    }

    @Test
    void aFolderInPlaceOfAFileIsNoFile() throws Exception {
        Files.createDirectories(home.resolve(".aliyun/config.json"));
        writeIni(".alibabacloud/credentials", "plain");
        assertEquals("plain", found().accessKeyId());
    }

    @ParameterizedTest
    @CsvSource({".aliyun/config.json", ".alibabacloud/credentials.ini", ".alibabacloud/credentials"})
    void aFileOfAnyBytesIsAKeyPairOrAnErrorOfOurs(String path) throws Exception {
        Path file = home.resolve(path);
        Files.createDirectories(file.getParent());
        Random random = new Random(path.hashCode());
        for (int n = 0; n < 500; n++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            Files.write(file, bytes);
            assertTrue(Set.of(ErrorCode.BAD_CONFIGURATION, ErrorCode.NO_CREDENTIALS)
                    .contains(failure().getCode()));
        }
    }

    @Test
    void aFileOfAnEndlessLengthIsNotReadToItsEnd() throws Exception {
        write(".aliyun/config.json", " ".repeat(1 << 21));
        assertEquals(ErrorCode.BAD_CONFIGURATION, failure().getCode());
        assertTrue(failure().getMessage().contains("1048576 bytes"), failure().getMessage());
    }

    @Test
    void aByteOrderMarkIsNoPartOfAFile() throws Exception {
        write(".aliyun/config.json", "\uFEFF" + "{}");
        write(".alibabacloud/credentials", "\uFEFF[default]\naccess_key_id=a\naccess_key_secret=s");
        assertFound("a/s/null");
    }

    @Test
    void aNameThatIsNoPathIsAnErrorOfOurs() {
        environment.put(INI_FILE, "a\0\nb");
        ServerException e = failure();
        assertEquals(ErrorCode.BAD_CONFIGURATION, e.getCode());
        assertTrue(e.getMessage().contains("a\\u0000\\nb"), e.getMessage());
        environment.clear();
        properties.put("user.home", "\0");
        assertEquals(ErrorCode.BAD_CONFIGURATION, failure().getCode());
    }

    /** A file or a secret of Kubernetes often ends with a line break. */
    @Test
    void aKeyThatNoLoginCanHaveIsNamedWithItsPlaceAndNotShown() throws Exception {
        environment.put(VARIABLE_ID, "a");
        environment.put(VARIABLE_SECRET, "verySecret7\n");
        assertKeyRefused("environment variables");
        environment.clear();
        properties.put(PROPERTY_ID, "a");
        properties.put(PROPERTY_SECRET, " verySecret7");
        assertKeyRefused("system properties");
        properties.remove(PROPERTY_ID);
        write(".aliyun/config.json", """
                {"current": "p", "profiles": [{"name": "p", "mode": "AK", "access_key_id": "a",
                  "access_key_secret": "verySecret7\\n"}]}""");
        assertKeyRefused("config.json");
    }

    private void assertKeyRefused(String place) {
        ServerException e = failure();
        assertEquals(ErrorCode.BAD_CONFIGURATION, e.getCode());
        assertTrue(e.getMessage().contains(place) && e.getMessage().contains("accessKeySecret"), e.getMessage());
        for (Throwable at = e; at != null; at = at.getCause()) {
            assertFalse(at.toString().contains("verySecret7"), at::toString);
        }
    }

    @Test
    void nothingFoundNamesAllPlaces() {
        ServerException e = failure();
        assertEquals(ErrorCode.NO_CREDENTIALS, e.getCode());
        assertFalse(e.isRetryable());
        for (String place : List.of(
                PROPERTY_ID,
                PROPERTY_SECRET,
                VARIABLE_ID,
                VARIABLE_SECRET,
                home.resolve(".aliyun/config.json").toString(),
                home.resolve(".alibabacloud/credentials.ini").toString(),
                home.resolve(".alibabacloud/credentials").toString())) {
            assertTrue(e.getMessage().contains(place), () -> place + " in " + e.getMessage());
        }
    }

    @Test
    void aDisabledPlaceIsNotNamed() {
        environment.put(NO_CLI, "true");
        environment.put(INI_FILE, "/named/file");
        String message = failure().getMessage();
        assertFalse(message.contains(".aliyun"), message);
        assertFalse(message.contains(".alibabacloud"), message);
        assertTrue(message.contains("/named/file"), message);
    }

    @Test
    void theDefaultChainIsThere() {
        assertNotNull(CredentialsProvider.defaultChain());
    }
}
