package io.comptoir.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One figure of a workload: its value in each run, what is aimed at, and what to do where that was missed. */
final class Measure {

    private final String what;
    private final String unit;
    private final List<Double> values = new ArrayList<>();
    private @Nullable Double least;
    private @Nullable Double most;
    private String reason = "";
    private String lever = "";

    Measure(String what, String unit) {
        this.what = what;
        this.unit = unit;
    }

    Measure atLeast(double goal) {
        least = goal;
        return this;
    }

    Measure atMost(double goal) {
        most = goal;
        return this;
    }

    /**
     * What is said where the goal is missed.
     *
     * @param why  what is known to stand in the way
     * @param next what would be done about it first
     */
    Measure otherwise(String why, String next) {
        reason = why;
        lever = next;
        return this;
    }

    void add(double value) {
        values.add(value);
    }

    String what() {
        return what;
    }

    String unit() {
        return unit;
    }

    List<Double> values() {
        return List.copyOf(values);
    }

    double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    double smallest() {
        return values.stream().min(Double::compare).orElseThrow();
    }

    double largest() {
        return values.stream().max(Double::compare).orElseThrow();
    }

    boolean hasGoal() {
        return least != null || most != null;
    }

    /** Such as {@code ≥ 1,000}; empty where nothing is aimed at. */
    String goal() {
        return least != null ? "≥ " + Report.number(least) : most != null ? "≤ " + Report.number(most) : "";
    }

    boolean isMissed() {
        return (least != null && median() < least) || (most != null && median() > most);
    }

    String reason() {
        return reason;
    }

    String lever() {
        return lever;
    }
}
