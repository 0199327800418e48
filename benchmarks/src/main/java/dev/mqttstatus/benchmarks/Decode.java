package dev.mqttstatus.benchmarks;

import static dev.mqttstatus.benchmarks.Report.number;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import joptsimple.OptionParser;
import org.apache.commons.math3.util.FastMath;
import org.openjdk.jmh.Main;

/** Runs {@link DecodeBenchmark} with JMH, for ours and for the official SDK. */
final class Decode implements Row {
    private record Cost(double nanos, double error, double bytes) {}

    @Override
    public String measure(Options options) throws Exception {
        Cost ours = run(System.getProperty("java.class.path"), options);
        String jmh = Stream.of(Main.class, OptionParser.class, FastMath.class)
                .map(type ->
                        type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(File.pathSeparator));
        Cost official = run(Program.officialClassPath() + File.pathSeparator + jmh, options);
        return new Report("Decoding one notice of " + Notices.BYTES + " bytes (JMH)")
                .header("decoder", "ns", "B", "time ratio", "bytes ratio")
                .row(cells("ours", ours, official))
                .row(cells("official SDK", official, official))
                .atMost("ns per notice", ours.nanos(), 260)
                .atMost("bytes per notice", ours.bytes(), 520)
                .toString();
    }

    private static Object[] cells(String name, Cost cost, Cost official) {
        return new Object[] {
            name,
            number(cost.nanos()) + " ± " + number(cost.error()),
            number(cost.bytes()),
            number(cost.nanos() / official.nanos()),
            number(cost.bytes() / official.bytes())
        };
    }

    private static Cost run(String classPath, Options options) throws IOException, InterruptedException {
        Path result = Files.createTempFile("decode", ".json");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath));
        command.addAll(List.of(Main.class.getName(), DecodeBenchmark.class.getName(), "-prof", "gc"));
        command.addAll(
                options.quick()
                        ? List.of("-f", "1", "-wi", "2", "-w", "1", "-i", "3", "-r", "1")
                        : List.of("-f", "3", "-wi", "3", "-w", "2", "-i", "5", "-r", "2"));
        command.addAll(List.of("-rf", "json", "-rff", result.toString(), "-o", "/dev/null"));
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IOException("JMH has failed with " + code);
        }
        JSONObject outcome = JSON.parseArray(Files.readString(result)).getJSONObject(0);
        Files.delete(result);
        JSONObject time = outcome.getJSONObject("primaryMetric");
        JSONObject bytes = outcome.getJSONObject("secondaryMetrics").getJSONObject("gc.alloc.rate.norm");
        return new Cost(time.getDoubleValue("score"), time.getDoubleValue("scoreError"), bytes.getDoubleValue("score"));
    }
}
