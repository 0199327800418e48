package com.alibaba.mqtt.server.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.alibaba.fastjson2.JSON;
import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.cli.run.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class RowsTest {
    private record Row(String clientId, Integer count) {}

    private static final List<Column<Row>> COLUMNS =
            List.of(new Column<>("clientId", 10, Row::clientId, row -> Style.GREEN), Column.of("count", 5, Row::count));

    private static String written(Terminal terminal, String options, Row... rows) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(terminal, new PrintStream(out, false, UTF_8), options, rows);
        return out.toString(UTF_8);
    }

    private static void write(Terminal terminal, PrintStream out, String options, Row... rows) {
        CommandSpec spec = CommandSpec.create();
        OutputOptions output = new OutputOptions(spec);
        new CommandLine(spec).parseArgs(options.split(" ", -1));
        Surroundings around =
                new Surroundings(new ByteArrayInputStream(new byte[0]), out, out, name -> null, Path.of("."), terminal);
        try (Rows<Row> written =
                options.contains("--no-headers") ? output.stream(around, COLUMNS) : output.rows(around, COLUMNS)) {
            for (Row row : rows) {
                written.add(row);
            }
        }
        out.flush();
    }

    private static final Row PLAIN = new Row("GID_a@@@b", 1);
    private static final Row NASTY = new Row("a\u001b[2J,\"b\"\r\nc\u009b\u202e", null);
    private static final Terminal SCREEN = new Terminal(false, true, true, 80, false, false);

    @Test
    void aTableIsAsWideAsItsRowsAndShowsWhatCannotBeSeen() {
        assertEquals(
                List.of(
                        "CLIENT ID                        COUNT",
                        "GID_a@@@b                        1",
                        "a\\u001b[2J,\"b\"\\r\\nc\\u009b\\u202e  -"),
                written(Terminal.NONE, "-o table", PLAIN, NASTY).lines().toList());
    }

    @Test
    void rowsThatComeOneByOneHaveTheWidthOfTheirColumns() {
        assertEquals("GID_a@@@b   1\n", written(Terminal.NONE, "--no-headers", PLAIN));
    }

    @Test
    void jsonCanBeReadBackAndHasNoControlCharacters() {
        String json = written(SCREEN, "-o json", PLAIN, NASTY);
        assertFalse(json.contains("\u001b") || json.contains("\u009b") || json.contains("\u202e"), json);
        assertEquals(NASTY.clientId(), JSON.parseArray(json).getJSONObject(1).getString("clientId"));
        assertEquals(1, JSON.parseArray(json).getJSONObject(0).getIntValue("count"));
        assertFalse(JSON.parseArray(json).getJSONObject(1).containsKey("count"));
        assertEquals("[]\n", written(SCREEN, "-o json"));
        String lines = written(SCREEN, "-o jsonl", PLAIN, NASTY);
        assertEquals(2, lines.lines().count());
        assertEquals(
                NASTY.clientId(),
                JSON.parseObject(lines.lines().toList().get(1)).getString("clientId"));
    }

    @Test
    void csvIsQuotedAndExactToAFileAndVisibleOnATerminal() {
        assertEquals(
                "clientId,count\r\nGID_a@@@b,1\r\n\"" + NASTY.clientId().replace("\"", "\"\"") + "\",\r\n",
                written(Terminal.NONE, "-o csv", PLAIN, NASTY));
        assertFalse(written(SCREEN, "-o csv", NASTY).contains("\u001b"));
        assertEquals("GID_a@@@b,1\r\n", written(Terminal.NONE, "-o csv --no-headers", PLAIN));
    }

    @Test
    void aNameIsAlwaysOneLine() {
        assertEquals(
                "GID_a@@@b\na\\u001b[2J,\"b\"\\r\\nc\\u009b\\u202e\n", written(Terminal.NONE, "-o name", PLAIN, NASTY));
    }

    @Test
    void coloursAreThereOnATerminalOrWhenAskedFor() {
        assertEquals(false, written(Terminal.NONE, "-o table", PLAIN).contains("\u001b"));
        assertEquals(true, written(SCREEN, "-o table", PLAIN).contains("\u001b[32mGID_a@@@b\u001b[0m"));
        assertEquals(false, written(SCREEN, "--color never", PLAIN).contains("\u001b"));
        assertEquals(true, written(Terminal.NONE, "--color always", PLAIN).contains("\u001b[32m"));
        Terminal noColor = new Terminal(false, true, true, 80, false, true);
        assertEquals(false, written(noColor, "-o table", PLAIN).contains("\u001b"));
    }

    @Test
    void whoeverClosesTheOutputEndsTheCommand() {
        PrintStream closed = new PrintStream(new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("Broken pipe");
            }
        });
        CliException end =
                assertThrows(CliException.class, () -> write(Terminal.NONE, closed, "-o jsonl --no-headers", PLAIN));
        assertEquals(ExitCode.CLOSED_PIPE, end.exitCode());
    }
}
