package dev.mqttstatus.integration.nativeimage;

import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONObject;
import dev.mqttstatus.integration.nativeimage.Lookup.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one file says of one class.
 *
 * @param flags those that are true
 * @param called methods and constructors that can be called
 * @param queried those that can be asked for
 */
record NamedType(Set<String> flags, Set<String> called, Set<String> queried, Set<String> fields) {
    static NamedType of(JSONObject json) {
        Set<String> flags = json.keySet().stream()
                .filter(key -> Boolean.TRUE.equals(json.get(key)))
                .collect(Collectors.toSet());
        return new NamedType(
                flags, methods(json, "methods"), methods(json, "queriedMethods"), names(json.getJSONArray("fields")));
    }

    private static Set<String> methods(JSONObject json, String key) {
        Set<String> methods = new HashSet<>();
        for (Object each : json.getJSONArray(key) == null ? List.of() : json.getJSONArray(key)) {
            JSONObject method = (JSONObject) each;
            JSONArray parameters = method.getJSONArray("parameterTypes");
            methods.add(method.getString("name")
                    + (parameters == null ? "(" : "(" + String.join(",", parameters.toList(String.class)))
                    + ")");
        }
        return methods;
    }

    private static Set<String> names(JSONArray array) {
        Set<String> names = new HashSet<>();
        for (Object each : array == null ? List.of() : array) {
            names.add(((JSONObject) each).getString("name"));
        }
        return names;
    }

    /** @param declaring whether this is the class that declares what is looked up */
    boolean covers(Lookup lookup, boolean declaring) {
        Kind kind = lookup.kind();
        return kind == Kind.TYPE
                || kind.isFound(flags, lookup.open(), declaring)
                || called.contains(lookup.member())
                || fields.contains(lookup.member())
                || (kind != Kind.CALL && kind != Kind.CREATION && queried.contains(lookup.member()));
    }
}
