import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finishes the pages of the site: headings get the anchors that Markdown is linked by elsewhere, the README is the first page too,
 * and the build fails when a link between the pages leads nowhere. {@code java Pages.java <directory of the pages>}.
 */
class Pages {
    private static final Pattern HEADING = Pattern.compile("<(h[1-6])>(.*?)</h", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]+)\"");
    private static final Pattern ID = Pattern.compile("\\bid=\"([^\"]+)\"");

    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        List<Path> pages = pages(directory);
        for (Path page : pages) {
            Files.writeString(page, anchored(Files.readString(page)));
        }
        Files.writeString(directory.resolve("index.html"), Files.readString(directory.resolve("README.html")));
        List<String> dead = new ArrayList<>();
        for (Path page : pages) {
            dead.addAll(deadLinks(directory, page));
        }
        if (pages.isEmpty() || !dead.isEmpty()) {
            throw new IllegalStateException(pages.size() + " pages; links that lead nowhere: " + dead);
        }
        System.out.println(pages.size() + " pages, all links between them lead somewhere");
    }

    private static List<Path> pages(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".html")).sorted().toList();
        }
    }

    /** As the places where Markdown is read do it: small letters, no punctuation, hyphens for blanks. */
    private static String anchored(String html) {
        return HEADING.matcher(html).replaceAll(heading -> {
            String anchor = heading.group(2)
                    .replaceAll("<[^>]*>|&[a-z]+;", "")
                    .strip()
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            return Matcher.quoteReplacement(
                    "<" + heading.group(1) + " id=\"" + anchor + "\">" + heading.group(2) + "</h");
        });
    }

    private static List<String> deadLinks(Path directory, Path page) throws IOException {
        List<String> dead = new ArrayList<>();
        Matcher link = LINK.matcher(Files.readString(page));
        while (link.find()) {
            String[] target = link.group(1).split("#", 2);
            if (target[0].matches("[a-z]+:.*|//.*")) {
                continue;
            }
            Path file = target[0].isEmpty() ? page : page.resolveSibling(target[0]).normalize();
            boolean anchored = target.length == 1
                    || target[1].isEmpty()
                    || Files.exists(file)
                            && ID.matcher(Files.readString(file)).results().anyMatch(id -> id.group(1).equals(target[1]));
            if (!Files.exists(file) || !anchored) {
                dead.add(directory.relativize(page) + ": " + link.group(1));
            }
        }
        return dead;
    }
}
