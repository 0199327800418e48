package com.alibaba.mqtt.server.emulator.instance;

import java.util.List;

/**
 * What a client shows instead of a signature.
 *
 * @param text what stands for it; random
 * @param type R, W or RW
 * @param resources topic filters, each for topics and for filters that it covers
 * @param expires milliseconds since 1970
 */
public record Token(String text, String type, List<String> resources, long expires) {

    /** Whether one of the resources covers a topic or a topic filter. */
    public boolean covers(String topicOrFilter) {
        return resources.stream().anyMatch(resource -> covers(resource.split("/", -1), topicOrFilter.split("/", -1)));
    }

    private static boolean covers(String[] resource, String[] levels) {
        for (int level = 0; level < resource.length; level++) {
            if (resource[level].equals("#")) {
                return true;
            }
            boolean same = level < levels.length
                    && (resource[level].equals("+")
                            ? !levels[level].equals("#")
                            : resource[level].equals(levels[level]));
            if (!same) {
                // a/# is for a, too
                return level == levels.length && resource[level].equals("#");
            }
        }
        return resource.length == levels.length;
    }

    /** Without the text, which is a secret. */
    @Override
    public String toString() {
        return "Token[" + type + ", " + resources + ", until " + expires + "]";
    }
}
