package com.alibaba.mqtt.server.auth;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The places where Alibaba Cloud's tools keep keys, in the order in which these look. A place that is broken does not keep a
 * later one from being found. Files are read again when they have changed.
 */
final class DefaultCredentials implements CredentialsProvider {
    private static final Logger LOG = LoggerFactory.getLogger(DefaultCredentials.class);

    private final UnaryOperator<String> properties;
    private final UnaryOperator<String> environment;
    private final ConcurrentMap<Path, ProfileFile> files = new ConcurrentHashMap<>();
    private final AtomicBoolean warned = new AtomicBoolean();

    DefaultCredentials(UnaryOperator<String> properties, UnaryOperator<String> environment) {
        this.properties = properties;
        this.environment = environment;
    }

    /** One place, which may be broken. */
    private interface Place {
        Optional<Credentials> look() throws IOException;
    }

    /** What was found on the way. */
    private final class Search {
        private final List<String> looked = new ArrayList<>();
        private @Nullable String brokenPlace;
        private @Nullable Exception broken;
        private Optional<Credentials> found = Optional.empty();

        void look(String name, Place place) {
            if (found.isPresent()) {
                return;
            }
            looked.add(name);
            try {
                found = place.look();
            } catch (IOException | RuntimeException e) {
                if (broken == null) {
                    brokenPlace = name;
                    broken = e;
                }
            }
        }

        Credentials end() throws ServerException {
            Exception e = broken;
            if (found.isEmpty()) {
                throw e == null
                        ? new ServerException(
                                ErrorCode.NO_CREDENTIALS,
                                "no access key found; looked in: " + String.join("; ", looked),
                                false,
                                null)
                        : new ServerException(
                                ErrorCode.BAD_CONFIGURATION,
                                "cannot read " + brokenPlace + ": " + ForeignText.visible(e.getMessage()),
                                false,
                                ForeignText.hiding().show(e));
            }
            if (e != null && !warned.getAndSet(true)) {
                LOG.warn(
                        "the access key is taken from {}, as {} cannot be read: {}",
                        looked.get(looked.size() - 1),
                        brokenPlace,
                        ForeignText.visible(e.getMessage()));
            }
            return found.get();
        }
    }

    @Override
    public Credentials credentials() throws ServerException {
        Search search = new Search();
        search.look("system properties alibabacloud.accessKeyId and alibabacloud.accessKeySecret", this::inProperties);
        search.look(
                "environment variables ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET",
                this::inEnvironment);
        String home = Optional.ofNullable(properties.apply("user.home")).orElse(".");
        String profile = set(environment.apply("ALIBABA_CLOUD_PROFILE"));
        if (!"true".equalsIgnoreCase(environment.apply("ALIBABA_CLOUD_CLI_PROFILE_DISABLED"))) {
            ProfileFile.Reader cli = text -> ProfileFiles.readCliProfile(text, profile);
            lookInFile(search, cli, home, ".aliyun", "config.json");
        }
        ProfileFile.Reader ini = text -> ProfileFiles.readIniProfile(text, profile);
        String named = set(environment.apply("ALIBABA_CLOUD_CREDENTIALS_FILE"));
        if (named != null) {
            lookInFile(search, ini, named);
        } else {
            lookInFile(search, ini, home, ".alibabacloud", "credentials.ini");
            lookInFile(search, ini, home, ".alibabacloud", "credentials");
        }
        return search.end();
    }

    private Optional<Credentials> inProperties() {
        String secret = set(properties.apply("alibabacloud.accessKeyIdSecret"));
        return ProfileFiles.pair(
                properties.apply("alibabacloud.accessKeyId"),
                secret != null ? secret : properties.apply("alibabacloud.accessKeySecret"),
                properties.apply("alibabacloud.sessionToken"));
    }

    private Optional<Credentials> inEnvironment() {
        return ProfileFiles.pair(
                environment.apply("ALIBABA_CLOUD_ACCESS_KEY_ID"),
                environment.apply("ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
                environment.apply("ALIBABA_CLOUD_SECURITY_TOKEN"));
    }

    /** Empty means unset. */
    private static @Nullable String set(@Nullable String value) {
        return value == null || value.isBlank() ? null : value;
    }

    private void lookInFile(Search search, ProfileFile.Reader reader, String first, String... more) {
        String name = ForeignText.visible(String.join("/", first, String.join("/", more)));
        search.look(name, () -> {
            Path path;
            try {
                path = Path.of(first, more);
            } catch (InvalidPathException e) {
                throw new IOException("it is no path", e);
            }
            return files.computeIfAbsent(path, ProfileFile::new).find(reader);
        });
    }
}
