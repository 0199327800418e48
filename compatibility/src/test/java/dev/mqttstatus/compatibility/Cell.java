package dev.mqttstatus.compatibility;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One application: what its build says, and what is expected of it.
 *
 * @param name also of its folder
 * @param parent the version of spring-boot-starter-parent; null for none
 * @param dependencies coordinates in the order of the POM, group:artifact with a version or without
 * @param pack how it is put together
 * @param refused the checks that must fail, with the text they must fail with
 */
record Cell(String name, String parent, List<String> dependencies, Pack pack, Map<String, String> refused) {
    /** How an application is put together. */
    enum Pack {
        CLASS_PATH,
        MODULE_PATH,
        SHADED,
        ASSEMBLED
    }

    private static final String OURS = "dev.mqttstatus:server-sdk:" + System.getProperty("compatibility.version");
    private static final String STORE =
            "dev.mqttstatus:sdk-presence-redis:" + System.getProperty("compatibility.version");

    static Cell plain(String name, String... before) {
        return of(name, null, Pack.CLASS_PATH, List.of(before), List.of());
    }

    static Cell packed(String name, Pack pack) {
        return of(name, null, pack, List.of(), List.of("org.slf4j:slf4j-simple:2.0.17"));
    }

    static Cell spring(String parent, String... neighbours) {
        return of(
                "boot-" + parent + (neighbours.length == 0 ? "" : "-neighbours"),
                parent,
                Pack.CLASS_PATH,
                List.of("org.springframework.boot:spring-boot-starter"),
                List.of(neighbours));
    }

    private static Cell of(String name, String parent, Pack pack, List<String> before, List<String> after) {
        List<String> dependencies = new ArrayList<>(before);
        dependencies.add(OURS);
        dependencies.add(STORE);
        dependencies.addAll(after);
        return new Cell(name, parent, dependencies, pack, Map.of());
    }

    /** The same, where a check cannot work and must say why. */
    Cell refusing(String check, String text) {
        Map<String, String> more = new TreeMap<>(refused);
        more.put(check, text);
        return new Cell(name, parent, dependencies, pack, more);
    }

    /** The same with one more dependency, and another name. */
    Cell and(String suffix, String dependency) {
        List<String> more = new ArrayList<>(dependencies);
        more.add(dependency);
        return new Cell(name + suffix, parent, more, pack, Map.of());
    }

    String pom() {
        StringBuilder pom = new StringBuilder("<project><modelVersion>4.0.0</modelVersion>\n");
        if (parent != null) {
            pom.append("<parent><groupId>org.springframework.boot</groupId>"
                    + "<artifactId>spring-boot-starter-parent</artifactId><version>" + parent
                    + "</version><relativePath/></parent>\n");
        }
        boolean fat = pack == Pack.SHADED || pack == Pack.ASSEMBLED;
        pom.append("<groupId>app</groupId><artifactId>" + name + "</artifactId><version>1</version><packaging>"
                + (fat ? "jar" : "pom") + "</packaging>\n<dependencies>\n");
        for (String dependency : dependencies) {
            pom.append(Pom.dependency(dependency));
        }
        pom.append("</dependencies>\n");
        if (fat) {
            pom.append("<build><plugins>")
                    .append(
                            pack == Pack.SHADED
                                    ? Pom.plugin("maven-shade-plugin:3.6.2", "shade", "")
                                    : Pom.plugin(
                                            "maven-assembly-plugin:3.7.1",
                                            "single",
                                            "<configuration><appendAssemblyId>false</appendAssemblyId><descriptorRefs><descriptorRef>"
                                                    + "jar-with-dependencies</descriptorRef></descriptorRefs></configuration>"))
                    .append("</plugins></build>");
        }
        return pom.append("</project>\n").toString();
    }
}
