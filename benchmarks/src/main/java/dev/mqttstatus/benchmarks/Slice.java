package dev.mqttstatus.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What one notice cost between two samples: times in us. */
record Slice(double perSecond, double cpu, double system, double compilers, double bytes, double waits) {
    static Slice between(Sample from, Sample to) {
        double notices = to.notices() - from.notices();
        return new Slice(
                notices * 1e9 / (to.nanos() - from.nanos()),
                (to.cpu() - from.cpu()) / notices,
                (to.system() - from.system()) / notices,
                (to.compilers() - from.compilers()) / notices,
                (to.bytes() - from.bytes()) / notices,
                (to.waits() - from.waits()) / notices);
    }

    /** The middle of a figure over all slices. */
    static double median(Collection<Slice> slices, ToDoubleFunction<Slice> figure) {
        return quantile(slices.stream().map(figure::applyAsDouble).toList(), 0.5);
    }

    /** The first quartile, the median in bold, and the third. */
    static String quartiles(Collection<Slice> slices, ToDoubleFunction<Slice> figure) {
        List<Double> values = slices.stream().map(figure::applyAsDouble).toList();
        return Report.number(quantile(values, 0.25)) + " / **" + Report.number(quantile(values, 0.5)) + "** / "
                + Report.number(quantile(values, 0.75));
    }

    /** The value below which a part of the values lies. */
    static double quantile(Collection<Double> values, double part) {
        List<Double> sorted = values.stream().sorted().toList();
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        double at = part * (sorted.size() - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.size() - 1);
        return sorted.get(below) + (at - below) * (sorted.get(above) - sorted.get(below));
    }
}
