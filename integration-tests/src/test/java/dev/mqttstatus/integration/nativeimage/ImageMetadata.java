package dev.mqttstatus.integration.nativeimage;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONObject;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;

/** What a native image would find by name: the files that GraalVM reads, in the format that all its versions read. */
final class ImageMetadata {
    private final Map<String, List<NamedType>> types = new HashMap<>();
    private final List<Pattern> resources = new ArrayList<>();
    private final Set<List<String>> proxies = new HashSet<>();
    private final Set<String> initializedByTheBuild = new HashSet<>();
    private final Set<String> initializedByTheImage = new HashSet<>();

    /**
     * Reads files, but for those whose name has this in it.
     *
     * @param files the texts by name
     */
    static ImageMetadata without(String part, Map<String, String> files) {
        ImageMetadata all = new ImageMetadata();
        files.forEach((name, text) -> {
            if (!name.contains(part)) {
                all.add(name, text);
            }
        });
        return all;
    }

    private void add(String file, String text) {
        switch (file.substring(file.lastIndexOf('/') + 1)) {
            case "reflect-config.json" -> {
                for (Object each : JSON.parseArray(text)) {
                    JSONObject type = (JSONObject) each;
                    types.computeIfAbsent(type.getString("name"), name -> new ArrayList<>())
                            .add(NamedType.of(type));
                }
            }
            case "resource-config.json" -> resources(JSON.parseObject(text).get("resources"));
            case "proxy-config.json" -> {
                for (Object each : JSON.parseArray(text)) {
                    JSONArray interfaces =
                            each instanceof JSONObject proxy ? proxy.getJSONArray("interfaces") : (JSONArray) each;
                    proxies.add(interfaces.toList(String.class));
                }
            }
            case "native-image.properties" -> arguments(text);
            default -> {
                // nothing that is looked up by name
            }
        }
    }

    private void resources(Object json) {
        JSONArray patterns = json instanceof JSONObject object ? object.getJSONArray("includes") : (JSONArray) json;
        for (Object each : patterns) {
            resources.add(Pattern.compile(((JSONObject) each).getString("pattern")));
        }
    }

    private void arguments(String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String argument : properties.getProperty("Args", "").split("\\s+", -1)) {
            String[] option = argument.split("=", 2);
            switch (option[0]) {
                case "--initialize-at-build-time" -> initializedByTheBuild.addAll(List.of(option[1].split(",", -1)));
                case "--initialize-at-run-time" -> initializedByTheImage.addAll(List.of(option[1].split(",", -1)));
                case "-H:IncludeResources" -> resources.add(Pattern.compile(option[1]));
                default -> {
                    // nothing that is looked up by name
                }
            }
        }
    }

    /** What is looked up while the image is built finds all there is. The longer name of a package or class counts. */
    private boolean isInitializedByTheBuild(String type) {
        return length(initializedByTheBuild, type) > length(initializedByTheImage, type);
    }

    private static int length(Set<String> names, String type) {
        return names.stream()
                .filter(name -> type.equals(name) || type.startsWith(name + ".") || type.startsWith(name + "$"))
                .mapToInt(String::length)
                .max()
                .orElse(-1);
    }

    boolean covers(Lookup lookup) {
        return lookup.by().initialized().stream().anyMatch(this::isInitializedByTheBuild) || isNamed(lookup);
    }

    private boolean isNamed(Lookup lookup) {
        return switch (lookup.kind()) {
            case RESOURCE ->
                resources.stream()
                        .anyMatch(each -> each.matcher(lookup.member()).matches());
            case PROXY -> proxies.contains(lookup.types());
            case BUNDLE -> false;
            default -> {
                String declaring = lookup.types().get(0);
                yield lookup.types().stream()
                        .anyMatch(type -> types.getOrDefault(type, List.of()).stream()
                                .anyMatch(entry -> entry.covers(lookup, type.equals(declaring))));
            }
        };
    }
}
