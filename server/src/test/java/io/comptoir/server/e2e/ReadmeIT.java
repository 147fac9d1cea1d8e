package io.comptoir.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README's calls are run as they are printed, in a shell, and answer what is printed below them. */
@EndToEnd
class ReadmeIT {

    private static final Path README = Path.of("../README.md");
    private static final long LIMIT_SECONDS = 60;

    private final RunningServer server;
    private final Organization organization;

    ReadmeIT(RunningServer server, Organization organization) {
        this.server = server;
        this.organization = organization;
    }

    private record Call(String command, String printed) {}

    @Test
    void everyCallAnswersWhatIsPrinted() throws Exception {
        List<Call> calls = calls();
        assertThat(calls).hasSizeGreaterThan(5);

        String definitions = calls.stream()
                .filter(call -> call.printed().isEmpty())
                .map(call -> call.command() + "\n")
                .collect(Collectors.joining());
        for (Call call : calls) {
            if (!call.printed().isEmpty()) {
                assertThat(withoutChance(answer(definitions, call)))
                        .as(call.command())
                        .isEqualTo(withoutChance(call.printed()));
            }
        }
    }

    private static List<Call> calls() throws IOException {
        List<Call> calls = new ArrayList<>();
        boolean inConsole = false;
        for (String line : Files.readAllLines(README)) {
            if (line.startsWith("```")) {
                inConsole = line.equals("```console");
            } else if (inConsole && line.startsWith("$ ")) {
                calls.add(new Call(line.substring(2), ""));
            } else if (inConsole) {
                Call last = calls.removeLast();
                calls.add(new Call(last.command(), last.printed() + line + "\n"));
            }
        }
        // The import of the whole sample has a suite of its own.
        calls.removeIf(call -> call.command().contains("/v1/imports"));
        return calls;
    }

    /** Runs a call in a shell of its own, after the lines that only define something. */
    private String answer(String definitions, Call call) throws IOException, InterruptedException {
        String head = Long.toString(server.caughtUp());
        String script = (definitions + call.command())
                .replace("$(cat data/bootstrap-key)", organization.key().reveal())
                .replace("localhost:8080", server.apiAddress().getAuthority())
                .replaceAll("Comptoir-After: \\d+", "Comptoir-After: " + head);
        Process shell = new ProcessBuilder("bash", "-c", script)
                .redirectErrorStream(true)
                .start();
        String output = new String(shell.getInputStream().readAllBytes(), UTF_8);
        assertThat(shell.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    private static String withoutChance(String answer) {
        return answer.replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "<id>")
                .replaceAll("\\d{4}-\\d{2}-\\d{2}(T[0-9:.]+Z)?", "<time>")
                .replaceAll("\"traceId\":\"[0-9a-f]{32}\"", "\"traceId\":\"<trace>\"")
                .strip();
    }
}
