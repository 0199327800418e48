package com.alibaba.mqtt.server.auth;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONObject;
import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a key pair from the text of the two kinds of profile files. Errors never show the text: it holds secrets. */
final class ProfileFiles {
    private static final Set<String> CLI_MODES_WITH_KEYS = Set.of("AK", "StsToken");
    private static final Set<String> INI_TYPES_WITH_KEYS = Set.of("access_key", "sts");

    private ProfileFiles() {}

    /** Returns a pair if id and secret are there; a missing token makes it a permanent one. */
    static Optional<Credentials> pair(@Nullable String id, @Nullable String secret, @Nullable String token) {
        if (id == null || id.isBlank() || secret == null || secret.isBlank()) {
            return Optional.empty();
        }
        return Optional.of(
                token == null || token.isBlank() ? Credentials.of(id, secret) : Credentials.of(id, secret, token));
    }

    /**
     * Reads {@code config.json} of the aliyun command line.
     *
     * @param profile the profile's name, null for the one the file calls current
     * @throws IOException if the text is no such file
     */
    static Optional<Credentials> readCliProfile(String text, @Nullable String profile) throws IOException {
        @Nullable String @Nullable [] found;
        try {
            found = findCliProfile(JSON.parseObject(text), profile);
        } catch (RuntimeException | StackOverflowError e) {
            // the parser throws several kinds for what is no JSON; no cause, as its message shows a part of the text
            throw new IOException("not a JSON file of the aliyun command line");
        }
        return found == null ? Optional.empty() : pair(found[0], found[1], found[2]);
    }

    /** Returns id, secret and token of the profile, or null if there is none whose keys can be used as they are. */
    private static @Nullable String @Nullable [] findCliProfile(@Nullable JSONObject file, @Nullable String profile) {
        JSONArray profiles = file == null ? null : file.getJSONArray("profiles");
        if (file == null || profiles == null) {
            return null;
        }
        String wanted = profile != null ? profile : file.getString("current");
        for (int n = 0; n < profiles.size(); n++) {
            JSONObject candidate = profiles.getJSONObject(n);
            String name = candidate == null ? null : candidate.getString("name");
            String mode = candidate == null ? null : candidate.getString("mode");
            // one without a mode may be that of a role, whose keys alone mean somebody else
            if (name != null && name.equals(wanted) && mode != null && CLI_MODES_WITH_KEYS.contains(mode)) {
                return new @Nullable String[] {
                    candidate.getString("access_key_id"),
                    candidate.getString("access_key_secret"),
                    candidate.getString("sts_token")
                };
            }
        }
        return null;
    }

    /**
     * Reads a {@code credentials} file: sections of {@code name = value} lines. A section with {@code enable = false} is
     * skipped, and so is one of a {@code type} whose keys only serve to ask for others, as that of a role. (The
     * ecosystem's own reader also skips one without {@code enable}, against its documentation.)
     *
     * @param profile the section's name, null for {@code default}
     * @throws IOException if the text is no such file
     */
    static Optional<Credentials> readIniProfile(String text, @Nullable String profile) throws IOException {
        String wanted = "[" + (profile == null ? "default" : profile) + "]";
        StringBuilder section = new StringBuilder();
        boolean inside = false;
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.startsWith("[")) {
                inside = line.equals(wanted);
            } else if (inside) {
                section.append(line).append('\n');
            }
        }
        Properties values = new Properties();
        try {
            values.load(new StringReader(section.toString()));
        } catch (IllegalArgumentException e) {
            throw new IOException("a malformed escape in section " + wanted);
        }
        boolean enabled =
                !"false".equalsIgnoreCase(values.getProperty("enable", "true").strip());
        boolean usable = INI_TYPES_WITH_KEYS.contains(
                values.getProperty("type", "access_key").strip());
        return enabled && usable
                ? pair(
                        values.getProperty("access_key_id"),
                        values.getProperty("access_key_secret"),
                        values.getProperty("security_token"))
                : Optional.empty();
    }
}
