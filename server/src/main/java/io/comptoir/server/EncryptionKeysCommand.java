package io.comptoir.server;

import io.comptoir.platform.vault.EncryptionKeys;
import io.comptoir.platform.vault.UnusableKeys;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * {@code java -jar comptoir.jar encryption-keys list | add | promote <number> | remove <number>}: changes the file of the
 * encryption keys. Keys are named by their numbers; what they are is never shown.
 */
final class EncryptionKeysCommand {

    private static final String NAME = "encryption-keys";
    private static final String USAGE = "Usage: encryption-keys list | add | promote <number> | remove <number>";
    private static final int DONE = 0;
    private static final int REFUSED = 1;
    private static final int MISUNDERSTOOD = 2;

    private EncryptionKeysCommand() {}

    static boolean isMeant(String[] arguments) {
        return arguments.length > 0 && arguments[0].equals(NAME);
    }

    /** @return the exit status: 0 done, 1 refused, 2 misunderstood */
    static int run(String[] arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
        Path file = Path.of(environment.getOrDefault(
                "COMPTOIR_ENCRYPTION_KEYS",
                environment.getOrDefault("COMPTOIR_DATA_DIR", "./data") + "/encryption-keys.json"));
        List<String> words = Arrays.asList(arguments).subList(1, arguments.length);
        try {
            switch (String.join(" ", words.subList(0, Math.min(1, words.size()))) + "/" + words.size()) {
                case "list/1" -> list(file, out);
                case "add/1" ->
                    out.println("Added encryption key " + EncryptionKeys.add(file)
                            + ". Give the file to all nodes and restart them, then promote it.");
                case "promote/2" -> {
                    EncryptionKeys.promote(file, Long.parseLong(words.get(1)));
                    out.println("Encryption key " + words.get(1) + " wraps from the next start on.");
                }
                case "remove/2" -> {
                    EncryptionKeys.remove(file, Long.parseLong(words.get(1)));
                    out.println(
                            "Removed encryption key " + words.get(1) + ". A start that still needs it will say so.");
                }
                default -> {
                    err.println(USAGE);
                    return MISUNDERSTOOD;
                }
            }
            return DONE;
        } catch (NumberFormatException e) {
            err.println(USAGE);
            return MISUNDERSTOOD;
        } catch (UnusableKeys e) {
            err.println(e.getMessage());
            return REFUSED;
        }
    }

    private static void list(Path file, PrintStream out) {
        EncryptionKeys keys = EncryptionKeys.read(file);
        for (long id : keys.ids()) {
            out.println(id + (id == keys.primary() ? " primary" : ""));
        }
    }
}
