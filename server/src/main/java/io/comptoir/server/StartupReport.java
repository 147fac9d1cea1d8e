package io.comptoir.server;

import io.comptoir.server.embedded.StartupListener;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/** Tells the person at the terminal what the start is waiting for. A step that can say how far it is does so every tenth. */
final class StartupReport implements StartupListener {

    private static final int TELL_EVERY_PERCENT = 10;

    private final PrintStream out;
    private final Map<String, String> lastTold = new HashMap<>();

    StartupReport(PrintStream out) {
        this.out = out;
    }

    @Override
    public synchronized void step(String store, String step, int percent) {
        String told = percent == UNKNOWN ? step : step + " " + percent / TELL_EVERY_PERCENT * TELL_EVERY_PERCENT + " %";
        if (!told.equals(lastTold.put(store, told))) {
            out.printf("  %-14s %s%n", store, told);
        }
    }
}
