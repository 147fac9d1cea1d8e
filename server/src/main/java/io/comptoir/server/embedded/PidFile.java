package io.comptoir.server.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Remembers a child over our own death, by its id and start time, because the system gives an id to others later. */
record PidFile(Path file) {
    /** Start times are counted in ticks since boot, and the clock may have been corrected since. */
    private static final Duration START_TIME_TOLERANCE = Duration.ofSeconds(2);

    void write(ProcessHandle process) throws IOException {
        String started = process.info().startInstant().map(Instant::toString).orElse("");
        Files.writeString(file, process.pid() + " " + started + "\n");
    }

    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process that was written here, if it is still running. */
    Optional<ProcessHandle> living() {
        try {
            String[] words = Files.readString(file).strip().split(" ", 2);
            if (words.length < 2) {
                return Optional.empty();
            }
            Instant started = Instant.parse(words[1]);
            return ProcessHandle.of(Long.parseLong(words[0]))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> process.info()
                            .startInstant()
                            .filter(actual -> isSame(actual, started))
                            .isPresent());
        } catch (IOException | NumberFormatException | DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static boolean isSame(Instant actual, Instant written) {
        return Duration.between(actual, written).abs().compareTo(START_TIME_TOLERANCE) <= 0;
    }
}
