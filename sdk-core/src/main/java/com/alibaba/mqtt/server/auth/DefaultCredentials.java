package com.alibaba.mqtt.server.auth;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The places where Alibaba Cloud's tools keep keys, in the order in which these look. */
final class DefaultCredentials implements CredentialsProvider {
    /** What is larger was not written by hand. */
    private static final int MAX_FILE_BYTES = 1 << 20;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final UnaryOperator<String> properties;
    private final UnaryOperator<String> environment;

    DefaultCredentials(UnaryOperator<String> properties, UnaryOperator<String> environment) {
        this.properties = properties;
        this.environment = environment;
    }

    @Override
    public Credentials credentials() throws ServerException {
        List<String> looked = new ArrayList<>();
        Optional<Credentials> found;
        try {
            found = inProperties(looked).or(() -> inEnvironment(looked));
        } catch (IllegalArgumentException e) {
            throw unusable(looked.get(looked.size() - 1), e);
        }
        if (found.isPresent()) {
            return found.get();
        }
        String home = Optional.ofNullable(properties.apply("user.home")).orElse(".");
        if (!"true".equalsIgnoreCase(environment.apply("ALIBABA_CLOUD_CLI_PROFILE_DISABLED"))) {
            found = inFile(
                    looked, text -> ProfileFiles.readCliProfile(text, profile()), home, ".aliyun", "config.json");
        }
        String named = environment.apply("ALIBABA_CLOUD_CREDENTIALS_FILE");
        boolean isNamed = named != null && !named.isBlank();
        ProfileReader ini = text -> ProfileFiles.readIniProfile(text, profile());
        if (found.isEmpty()) {
            found = isNamed
                    ? inFile(looked, ini, named)
                    : inFile(looked, ini, home, ".alibabacloud", "credentials.ini");
        }
        if (found.isEmpty() && !isNamed) {
            found = inFile(looked, ini, home, ".alibabacloud", "credentials");
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

    /** Null for each file's own default. */
    private @Nullable String profile() {
        String profile = environment.apply("ALIBABA_CLOUD_PROFILE");
        return profile == null || profile.isBlank() ? null : profile;
    }

    private interface ProfileReader {
        Optional<Credentials> read(String text) throws IOException;
    }

    private static Optional<Credentials> inFile(List<String> looked, ProfileReader reader, String first, String... more)
            throws ServerException {
        String shown = ForeignText.visible(String.join("/", first, String.join("/", more)));
        looked.add(shown);
        try {
            Path file = Path.of(first, more);
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            return reader.read(text(file));
        } catch (IOException | RuntimeException e) {
            throw unusable(shown, e);
        }
    }

    private static ServerException unusable(String place, Exception e) {
        return new ServerException(
                ErrorCode.BAD_CONFIGURATION,
                "cannot read " + place + ": " + ForeignText.visible(e.getMessage()),
                false,
                ForeignText.hiding().show(e));
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw new IOException("more than " + MAX_FILE_BYTES + " bytes are no file of profiles");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
        } catch (CharacterCodingException e) {
            throw new IOException("it is no text in UTF-8", e);
        }
    }
}
