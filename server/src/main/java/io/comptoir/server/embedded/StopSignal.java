package io.comptoir.server.embedded;

import java.io.IOException;

/** How a server is asked to stop. */
enum StopSignal {
    TERM,

    /** PostgreSQL waits for its clients on TERM; INT disconnects them and shuts down at once, losing nothing. */
    INT;

    void send(ProcessHandle process) {
        switch (this) {
            case TERM -> process.destroy();
            case INT -> interrupt(process);
        }
    }

    // Java sends TERM and KILL only, and a small image has no kill program, but every shell has it built in.
    private static void interrupt(ProcessHandle process) {
        try {
            new ProcessBuilder("sh", "-c", "kill -INT " + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroy();
        }
    }
}
