package io.comptoir.server.backup;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Options and switches of a command line, each given once at most. */
final class Arguments {

    private final Map<String, Path> options;
    private final Set<String> switches;

    private Arguments(Map<String, Path> options, Set<String> switches) {
        this.options = options;
        this.switches = switches;
    }

    /** Reads what stands behind the name of the command; empty if something of it is not known. */
    static Optional<Arguments> read(String[] words, Set<String> knownOptions, Set<String> knownSwitches) {
        Map<String, Path> options = new HashMap<>();
        Set<String> switches = new HashSet<>();
        for (int i = 1; i < words.length; i++) {
            String word = words[i];
            boolean understood = knownSwitches.contains(word)
                    ? switches.add(word)
                    : knownOptions.contains(word)
                            && ++i < words.length
                            && !words[i].isBlank()
                            && options.put(word, Path.of(words[i])) == null;
            if (!understood) {
                return Optional.empty();
            }
        }
        return Optional.of(new Arguments(options, switches));
    }

    @Nullable
    Path option(String name) {
        return options.get(name);
    }

    boolean isGiven(String name) {
        return options.containsKey(name) || switches.contains(name);
    }
}
