package io.comptoir.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** The offline verifier as somebody at a terminal runs it. */
public final class Verify {

    private Verify() {}

    /** @param output everything that was printed */
    public record Outcome(int status, String output) {}

    public static Outcome run(String... arguments) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, UTF_8);
        return new Outcome(VerifyCommand.run(arguments, out, out), printed.toString(UTF_8));
    }
}
