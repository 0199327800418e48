package com.alibaba.mqtt.server.cli.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.cli.run.Terminal;
import com.alibaba.mqtt.server.config.ChannelConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class SettingsTest {
    private static final String SECRET = "not-to-be-seen";

    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();
    private String input = "";

    private Settings resolve(String... args) {
        CommandSpec spec = CommandSpec.create();
        ConnectionOptions connection = new ConnectionOptions(spec);
        new CommandLine(spec).parseArgs(args);
        return connection.resolve(new Surroundings(
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                System.out,
                System.err,
                environment::get,
                home,
                Terminal.NONE));
    }

    private void profiles() throws IOException {
        Path file = home.resolve(".aliyun").resolve("config.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                {"current":"work","profiles":[
                 {"name":"work","mode":"AK","access_key_id":"id-of-work","access_key_secret":"%s","region_id":"cn-beijing"},
                 {"name":"sts","mode":"StsToken","access_key_id":"id-of-sts","access_key_secret":"%s","sts_token":"%s"},
                 {"name":"role","mode":"RamRoleArn","access_key_id":"id-of-role","access_key_secret":"%s"}]}
                """.replace("%s", SECRET));
    }

    private static String place(Settings settings, Setting setting) {
        Found found = settings.find(setting);
        return found == null ? "nowhere" : found.value() + " by " + found.place();
    }

    @Test
    void aFlagWinsOverTheEnvironmentAndThatOverTheProfile() throws Exception {
        profiles();
        assertEquals("cn-beijing by profile \"work\" of ~/.aliyun/config.json", place(resolve(), Setting.REGION));
        environment.put("ALIBABA_CLOUD_REGION_ID", "cn-hangzhou");
        assertEquals("cn-hangzhou by variable ALIBABA_CLOUD_REGION_ID", place(resolve(), Setting.REGION));
        environment.put("MQTT_REGION", "cn-shanghai");
        assertEquals("cn-shanghai by variable MQTT_REGION", place(resolve(), Setting.REGION));
        assertEquals("cn-qingdao by option --region", place(resolve("--region", "cn-qingdao"), Setting.REGION));
        environment.put("MQTT_REGION", " ");
        assertEquals("cn-hangzhou by variable ALIBABA_CLOUD_REGION_ID", place(resolve(), Setting.REGION));
    }

    @Test
    void ofEndpointAndRegionTheOneCloserToTheCommandLineWins() {
        environment.put("MQTT_OPENAPI", "http://127.0.0.1:1");
        Settings settings = resolve("--region", "cn-qingdao");
        assertEquals("nowhere", place(settings, Setting.ENDPOINT));
        assertEquals("cn-qingdao by option --region", place(settings, Setting.REGION));
        environment.put("MQTT_REGION", "cn-shanghai");
        assertEquals("nowhere", place(resolve(), Setting.REGION));
        assertEquals("http://127.0.0.1:1 by variable MQTT_OPENAPI", place(resolve(), Setting.ENDPOINT));
    }

    @Test
    void hostAndPortForNoticesHaveDefaults() {
        environment.put("MQTT_INSTANCE_ID", "post-cn-1");
        environment.put("MQTT_AK_ENV", "id");
        environment.put("MQTT_SK_ENV", SECRET);
        ChannelConfig plain = resolve().channel();
        assertEquals("post-cn-1-server-internet.mqtt.aliyuncs.com", plain.getDomain());
        assertEquals(5672, plain.getPort());
        assertFalse(plain.isTls());
        ChannelConfig secure = resolve("--tls").channel();
        assertTrue(secure.isTls());
        assertEquals(5671, secure.getTlsPort());
        assertEquals(7000, resolve("--tls", "--port", "7000").channel().getTlsPort());
        assertNull(secure.getTrustStore());
        assertEquals("own.pem", resolve("--tls", "--ca", "own.pem").channel().getTrustStore());
        environment.put("MQTT_TLS", "true");
        assertTrue(resolve().channel().isTls());
    }

    @Test
    void aVpcHasHostsOfItsOwn() {
        environment.put("MQTT_INSTANCE_ID", "post-cn-1");
        assertFalse(resolve().isVpc());
        environment.put("MQTT_NETWORK", "VPC");
        assertTrue(resolve().isVpc());
        assertEquals(
                "post-cn-1-server-internal.mqtt.aliyuncs.com by made of the instance id",
                place(resolve(), Setting.DOMAIN));
        assertFalse(resolve("--network", "public").isVpc());
        assertEquals("h by option --domain", place(resolve("--domain", "h"), Setting.DOMAIN));
        CliException failure = failure("--network", "intranet");
        assertEquals(ExitCode.CONFIGURATION, failure.exitCode());
        assertTrue(failure.getMessage().contains("public and vpc"), failure.getMessage());
    }

    @Test
    void keysComeFromTheFirstPlaceThatHasAPair() throws Exception {
        assertFalse(resolve("--endpoint", "a").hasKeys() && System.getenv("ALIBABA_CLOUD_ACCESS_KEY_ID") == null);
        profiles();
        assertEquals("id-of-work", keys(resolve()).accessKeyId());
        environment.put("ALIBABA_CLOUD_PROFILE", "sts");
        assertEquals("id-of-sts", keys(resolve()).accessKeyId());
        assertEquals(SECRET, keys(resolve()).securityToken());
        environment.put("ALIBABA_CLOUD_ACCESS_KEY_ID", "id-of-cloud");
        environment.put("ALIBABA_CLOUD_ACCESS_KEY_SECRET", SECRET);
        assertEquals("id-of-cloud", keys(resolve()).accessKeyId());
        environment.put("MQTT_AK_ENV", "id-of-mqtt");
        assertEquals("id-of-cloud", keys(resolve()).accessKeyId(), "an id without a secret is no pair");
        environment.put("MQTT_SK_ENV", SECRET);
        assertEquals("id-of-mqtt", keys(resolve()).accessKeyId());
        assertNull(keys(resolve()).securityToken());
        assertEquals("id-of-work", keys(resolve("--profile", "work")).accessKeyId());
        assertEquals("id-of-flag", keys(resolve("--access-key", "id-of-flag")).accessKeyId());
    }

    @Test
    void aProfileThatIsAskedForMustBeThereWithAPair() throws Exception {
        assertEquals(ExitCode.CONFIGURATION, failure("--profile", "work").exitCode());
        profiles();
        assertEquals(ExitCode.CONFIGURATION, failure("--profile", "nobody").exitCode());
        assertEquals(ExitCode.CONFIGURATION, failure("--profile", "role").exitCode());
    }

    @Test
    void aBrokenFileOfProfilesIsNamedAndNotShown() throws Exception {
        profiles();
        Files.writeString(home.resolve(".aliyun").resolve("config.json"), "{\"profiles\":[{\"x\":\"" + SECRET);
        CliException failure = failure();
        assertEquals(ExitCode.CONFIGURATION, failure.exitCode());
        assertTrue(failure.getMessage().contains("config.json"), failure.getMessage());
        assertFalse(failure.getMessage().contains(SECRET), failure.getMessage());
    }

    @Test
    void aSecretCanComeFromAFileOrTheStandardInput() throws Exception {
        Path file = home.resolve("secret");
        Files.writeString(file, SECRET + "\n");
        Settings settings = resolve("--access-key", "id-of-flag", "--secret-key-file", file.toString());
        assertEquals(SECRET, keys(settings).accessKeySecret());
        input = SECRET + "\r\nthe rest";
        assertEquals(
                SECRET,
                keys(resolve("--access-key", "id", "--secret-key-file", "-")).accessKeySecret());
        input = "";
        assertEquals(
                ExitCode.CONFIGURATION,
                failure("--access-key", "id", "--secret-key-file", "-").exitCode());
        assertEquals(
                ExitCode.USAGE, failure("--secret-key-file", file.toString()).exitCode());
        assertEquals(ExitCode.CONFIGURATION, failure("--access-key", "id").exitCode());
        String none = home.resolve("none").toString();
        assertEquals(
                ExitCode.CONFIGURATION,
                failure("--access-key", "id", "--secret-key-file", none).exitCode());
    }

    @Test
    void whatIsExplainedHoldsNoSecret() throws Exception {
        profiles();
        String all = resolve("--profile", "sts", "--instance-id", "post-cn-1")
                .explained()
                .toString();
        assertTrue(all.contains("id-o****-sts with STS token"), all);
        assertTrue(all.contains("post-cn-1  (option --instance-id)"), all);
        assertFalse(all.contains(SECRET), all);
    }

    private CliException failure(String... args) {
        return assertThrows(CliException.class, () -> resolve(args));
    }

    private static Credentials keys(Settings settings) throws IOException {
        return settings.credentials().credentials();
    }
}
