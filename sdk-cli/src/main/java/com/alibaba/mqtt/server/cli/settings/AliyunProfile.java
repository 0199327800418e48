package com.alibaba.mqtt.server.cli.settings;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A profile of the aliyun command line.
 *
 * @param name its name
 * @param region its region, null if it has none
 * @param keys its key pair, null if it has none that can be used as it is
 */
record AliyunProfile(
        String name, @Nullable String region, @Nullable Credentials keys) {
    private static final Set<String> MODES_WITH_KEYS = Set.of("AK", "StsToken");
    private static final int MAX_BYTES = 1 << 20;

    /**
     * Reads a profile.
     *
     * @param wanted its name; null for the one the file calls current
     * @return null if there is no such file or no such profile
     */
    static @Nullable AliyunProfile read(Path file, @Nullable String wanted) {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        String shown = ForeignText.visible(file.toString());
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw CliException.configuration(shown + " is too large for a file of profiles");
            }
            return find(JSON.parseObject(Files.readString(file)), wanted);
        } catch (IOException e) {
            throw CliException.configuration("cannot read " + shown + ": " + ForeignText.visible(e.getMessage()));
        } catch (CliException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            // its text may show a part of the file, which holds secrets
            throw CliException.configuration(shown + " is no file of the aliyun command line");
        }
    }

    private static @Nullable AliyunProfile find(@Nullable JSONObject file, @Nullable String wanted) {
        JSONArray profiles = file == null ? null : file.getJSONArray("profiles");
        if (file == null || profiles == null) {
            return null;
        }
        String name = wanted != null ? wanted : file.getString("current");
        for (int at = 0; at < profiles.size(); at++) {
            JSONObject profile = profiles.getJSONObject(at);
            if (profile != null && name != null && name.equals(profile.getString("name"))) {
                String region = profile.getString("region_id");
                return new AliyunProfile(name, region == null || region.isBlank() ? null : region, keys(profile));
            }
        }
        return null;
    }

    private static @Nullable Credentials keys(JSONObject profile) {
        String mode = profile.getString("mode");
        String id = profile.getString("access_key_id");
        String secret = profile.getString("access_key_secret");
        String token = profile.getString("sts_token");
        if (mode == null
                || !MODES_WITH_KEYS.contains(mode)
                || id == null
                || id.isBlank()
                || secret == null
                || secret.isBlank()) {
            return null;
        }
        return token == null || token.isBlank() ? Credentials.of(id, secret) : Credentials.of(id, secret, token);
    }
}
