import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Makes the picture of the README from what the demo prints, of its table as it stood before the devices leave:
 *
 * <pre>{@code
 * mvn -q -Pdemo -Ddemo=PresenceDemo -pl examples -am -DskipTests verify | java .ci/Picture.java > docs/presence-demo.svg
 * }</pre>
 */
class Picture {
    private static final int LINE = 19;
    private static final int LETTER = 8;
    private static final int MARGIN = 16;
    private static final Pattern STATE = Pattern.compile("\\b(ONLINE|OFFLINE|UNKNOWN)\\b");

    public static void main(String[] args) throws IOException {
        List<List<String>> tables = tables();
        // the last one is from after they left
        List<String> table = tables.get(tables.size() - 2);
        int width = 2 * MARGIN + LETTER * table.stream().mapToInt(String::length).max().orElse(0);
        int height = 2 * MARGIN + LINE * table.size();
        System.out.printf(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$d %2$d\" width=\"%1$d\" height=\"%2$d\">%n",
                width, height);
        System.out.println("<title>A table of clients: which are online, how their last session ended, how often they came</title>");
        System.out.println("<style>text { font: 13px ui-monospace, Menlo, Consolas, monospace; fill: #d4d4d4; white-space: pre }"
                + " .ONLINE { fill: #4ec96b } .OFFLINE { fill: #f1707b } .UNKNOWN { fill: #dcb862 }</style>");
        System.out.println("<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1e1e1e\"/>");
        int y = MARGIN + LINE - 6;
        for (String line : table) {
            String text = line.replace("&", "&amp;").replace("<", "&lt;");
            System.out.println("<text x=\"" + MARGIN + "\" y=\"" + y + "\" xml:space=\"preserve\">"
                    + STATE.matcher(text).replaceAll("<tspan class=\"$1\">$1</tspan>") + "</text>");
            y += LINE;
        }
        System.out.println("</svg>");
    }

    private static List<List<String>> tables() throws IOException {
        List<List<String>> tables = new ArrayList<>();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        List<String> table = null;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.matches("client +state .*")) {
                table = new ArrayList<>();
                tables.add(table);
            }
            if (line.isBlank()) {
                table = null;
            } else if (table != null) {
                table.add(line.stripTrailing());
            }
        }
        if (tables.size() < 2) {
            throw new IllegalStateException("not the output of PresenceDemo");
        }
        return tables;
    }
}
