package io.comptoir.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Draws plain SVG that reads on light and dark pages and changes only where figures change. */
final class Chart {

    private static final int WIDTH = 720;
    private static final int LEFT = 60;
    private static final int RIGHT = 20;
    private static final int ROW = 26;
    private static final List<String> COLOURS =
            List.of("#3b7dd8", "#d8843b", "#3ba55d", "#b04fc0", "#c0b02f", "#7a7a7a", "#d84f4f", "#2fb0b0");
    private static final double[] PERCENTILES = {0, 50, 90, 99, 99.9, 99.99};
    private static final double SMALLEST_MILLIS = 0.1;
    private static final int PLOT_HEIGHT = 260;

    private Chart() {}

    /** Percentiles to the right, milliseconds upwards, both logarithmic, because what matters is rare and far. */
    static String latencies(String name, Map<String, Histogram> histograms) {
        double most = histograms.values().stream()
                        .mapToLong(Histogram::getMaxValue)
                        .max()
                        .orElse(1)
                / 1e3;
        double decades = Math.ceil(Math.log10(Math.max(most, 1) / SMALLEST_MILLIS));
        StringBuilder svg = begin(name + " latency", PLOT_HEIGHT + 70 + ROW * histograms.size());
        for (int decade = 0; decade <= decades; decade++) {
            double y = 20 + PLOT_HEIGHT * (1 - decade / decades);
            svg.append(line(LEFT, y, WIDTH - RIGHT, y));
            svg.append(text(LEFT - 6, y + 4, "end", Report.number(SMALLEST_MILLIS * Math.pow(10, decade)) + " ms"));
        }
        for (double percentile : PERCENTILES) {
            double x = x(percentile);
            svg.append(line(x, 20, x, 20 + PLOT_HEIGHT));
            svg.append(text(x, PLOT_HEIGHT + 38, "middle", percentile == 0 ? "" : "p" + Report.number(percentile)));
        }
        int row = 0;
        for (Map.Entry<String, Histogram> entry : histograms.entrySet()) {
            String colour = COLOURS.get(row % COLOURS.size());
            svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"%s\" points=\"".formatted(colour));
            for (double nines = 0; nines <= 4; nines += 0.05) {
                double percentile = 100 * (1 - Math.pow(10, -nines));
                double millis = Math.max(SMALLEST_MILLIS, entry.getValue().getValueAtPercentile(percentile) / 1e3);
                double y = 20 + PLOT_HEIGHT * (1 - Math.log10(millis / SMALLEST_MILLIS) / decades);
                svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(percentile), y));
            }
            svg.append("\"/>\n").append(legend(PLOT_HEIGHT + 60 + ROW * row, colour, entry.getKey()));
            row++;
        }
        return svg.append("</svg>\n").toString();
    }

    /** Each nine takes as much room as the one before. */
    private static double x(double percentile) {
        double nines = -Math.log10(1 - percentile / 100);
        return LEFT + (WIDTH - LEFT - RIGHT) * Math.min(nines, 4) / 4;
    }

    /** One bar for each whole, its parts one behind the other, with a legend below. */
    static String shares(String name, Map<String, Map<String, Double>> wholes) {
        int rows = wholes.values().stream().mapToInt(parts -> parts.size() + 2).sum();
        StringBuilder svg = begin(name + " shares", 20 + ROW * rows);
        double y = 24;
        for (Map.Entry<String, Map<String, Double>> whole : wholes.entrySet()) {
            double sum = whole.getValue().values().stream()
                    .mapToDouble(Double::doubleValue)
                    .sum();
            svg.append(text(20, y, "start", whole.getKey() + ": " + Report.number(sum)));
            double at = 20;
            int part = 0;
            for (double value : whole.getValue().values()) {
                double width = sum == 0 ? 0 : (WIDTH - 40) * value / sum;
                svg.append(String.format(
                        Locale.ROOT,
                        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"18\" fill=\"%s\"/>%n",
                        at,
                        y + 8,
                        width,
                        COLOURS.get(part % COLOURS.size())));
                at += width;
                part++;
            }
            y += 2 * ROW - 4;
            part = 0;
            for (Map.Entry<String, Double> entry : whole.getValue().entrySet()) {
                svg.append(legend(
                        y, COLOURS.get(part % COLOURS.size()), entry.getKey() + " " + Report.number(entry.getValue())));
                y += ROW - 4;
                part++;
            }
            y += ROW;
        }
        return svg.append("</svg>\n").toString();
    }

    private static StringBuilder begin(String title, int height) {
        return new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"12\" fill=\"#808080\"><title>%s</title>%n",
                WIDTH,
                height,
                WIDTH,
                title));
    }

    private static String line(double x1, double y1, double x2, double y2) {
        return String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#808080\" stroke-opacity=\"0.3\"/>%n",
                x1,
                y1,
                x2,
                y2);
    }

    private static String text(double x, double y, String anchor, String text) {
        return String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, text);
    }

    private static String legend(double y, String colour, String text) {
        return String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"%.1f\" width=\"12\" height=\"12\" fill=\"%s\"/>%n",
                        LEFT,
                        y - 10,
                        colour)
                + text(LEFT + 18, y, "start", text);
    }
}
