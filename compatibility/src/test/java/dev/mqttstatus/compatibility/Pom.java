package dev.mqttstatus.compatibility;

/** Parts of a POM. */
final class Pom {
    private Pom() {}

    /** @param coordinates group:artifact, group:artifact:version or group:artifact:version:type */
    static String dependency(String coordinates) {
        String[] part = coordinates.split(":", -1);
        return "<dependency><groupId>" + part[0] + "</groupId><artifactId>" + part[1] + "</artifactId>"
                + (part.length > 2 ? "<version>" + part[2] + "</version>" : "")
                + (part.length > 3 ? "<type>" + part[3] + "</type><scope>import</scope>" : "") + "</dependency>\n";
    }

    /** @param plugin artifact:version of Maven's own */
    static String plugin(String plugin, String goal, String configuration) {
        String[] part = plugin.split(":", -1);
        return "<plugin><groupId>org.apache.maven.plugins</groupId><artifactId>" + part[0] + "</artifactId><version>"
                + part[1] + "</version><executions><execution><phase>package</phase><goals><goal>" + goal
                + "</goal></goals>" + configuration + "</execution></executions></plugin>";
    }
}
