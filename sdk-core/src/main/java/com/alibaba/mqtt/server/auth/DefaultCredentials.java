package com.alibaba.mqtt.server.auth;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The places where Alibaba Cloud's tools keep keys, in the order in which these look. */
final class DefaultCredentials implements CredentialsProvider {
    private final UnaryOperator<String> properties;
    private final UnaryOperator<String> environment;

    DefaultCredentials(UnaryOperator<String> properties, UnaryOperator<String> environment) {
        this.properties = properties;
        this.environment = environment;
    }

    @Override
    public Credentials credentials() throws ServerException {
        List<String> looked = new ArrayList<>();
        Optional<Credentials> found = inProperties(looked).or(() -> inEnvironment(looked));
        if (found.isPresent()) {
            return found.get();
        }
        Path home = Path.of(Optional.ofNullable(properties.apply("user.home")).orElse("."));
        if (!"true".equalsIgnoreCase(environment.apply("ALIBABA_CLOUD_CLI_PROFILE_DISABLED"))) {
            Path cli = home.resolve(".aliyun").resolve("config.json");
            found = inFile(cli, looked, text -> ProfileFiles.readCliProfile(text, profile()));
        }
        for (Path ini : iniFiles(home)) {
            if (found.isEmpty()) {
                found = inFile(ini, looked, text -> ProfileFiles.readIniProfile(text, profile()));
            }
        }
        return found.orElseThrow(() -> new ServerException(
                ErrorCode.NO_CREDENTIALS, "no access key found; looked in: " + String.join("; ", looked), false, null));
    }

    private Optional<Credentials> inProperties(List<String> looked) {
        looked.add("system properties alibabacloud.accessKeyId and alibabacloud.accessKeySecret");
        String secret = properties.apply("alibabacloud.accessKeyIdSecret");
        return ProfileFiles.pair(
                properties.apply("alibabacloud.accessKeyId"),
                secret != null ? secret : properties.apply("alibabacloud.accessKeySecret"),
                properties.apply("alibabacloud.sessionToken"));
    }

    private Optional<Credentials> inEnvironment(List<String> looked) {
        looked.add("environment variables ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET");
        return ProfileFiles.pair(
                environment.apply("ALIBABA_CLOUD_ACCESS_KEY_ID"),
                environment.apply("ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
                environment.apply("ALIBABA_CLOUD_SECURITY_TOKEN"));
    }

    private List<Path> iniFiles(Path home) {
        String named = environment.apply("ALIBABA_CLOUD_CREDENTIALS_FILE");
        if (named != null && !named.isBlank()) {
            return List.of(Path.of(named));
        }
        Path folder = home.resolve(".alibabacloud");
        return List.of(folder.resolve("credentials.ini"), folder.resolve("credentials"));
    }

    /** Null for each file's own default. */
    private String profile() {
        String profile = environment.apply("ALIBABA_CLOUD_PROFILE");
        return profile == null || profile.isBlank() ? null : profile;
    }

    private interface ProfileReader {
        Optional<Credentials> read(String text) throws IOException;
    }

    private static Optional<Credentials> inFile(Path file, List<String> looked, ProfileReader reader)
            throws ServerException {
        looked.add(file.toString());
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return reader.read(Files.readString(file));
        } catch (IOException e) {
            throw new ServerException(
                    ErrorCode.BAD_CONFIGURATION, "cannot read " + file + ": " + e.getMessage(), false, e);
        }
    }
}
