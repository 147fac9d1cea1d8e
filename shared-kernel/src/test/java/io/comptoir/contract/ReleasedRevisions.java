package io.comptoir.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What {@code events/revisions.lock} remembers of every revision that was released, one line each: its name, a digest of its
 * golden file, and the shape that is stored. Lines are added and never changed; the constants of a closed set may grow, because
 * what was stored before can still be read.
 *
 * @param events    by the name of the golden file
 * @param constants of each closed set, by its class name
 */
record ReleasedRevisions(Map<String, Line> events, Map<String, Set<String>> constants) {

    record Line(String digest, String shape) {
        @Override
        public String toString() {
            return digest + " " + shape;
        }
    }

    private static final String EVENT = "event";
    private static final String CONSTANTS = "constants";
    private static final int DIGEST_LENGTH = 16;

    static ReleasedRevisions parse(Collection<String> lines) {
        Map<String, Line> events = new LinkedHashMap<>();
        Map<String, Set<String>> constants = new LinkedHashMap<>();
        for (String line : lines) {
            String[] words = line.split(" ", 4);
            switch (words[0]) {
                case EVENT -> events.put(words[1], new Line(words[2], words[3]));
                case CONSTANTS ->
                    constants.put(
                            words[1],
                            new TreeSet<>(Arrays.asList(line.split(" ")).subList(2, line.split(" ").length)));
                case "#", "" -> {}
                default -> throw new IllegalArgumentException("not a line of the lock: " + line);
            }
        }
        return new ReleasedRevisions(events, constants);
    }

    /**
     * What is wrong, one sentence each, with what to do about it; empty where everything that was released is as it was.
     *
     * @param events the event types of today
     * @param files  the golden files by their names
     */
    List<String> problems(Collection<? extends Class<?>> events, Map<String, byte[]> files) {
        List<String> problems = new ArrayList<>();
        Set<String> known = new TreeSet<>();
        for (Class<?> event : events) {
            String name = GoldenEventsTest.nameOf(event, GoldenEventsTest.revisionOf(event));
            known.add(name);
            @Nullable Line released = this.events.get(name);
            String shape = StoredShape.of(event);
            if (released == null) {
                byte @Nullable [] file = files.get(name);
                problems.add(
                        file == null
                                ? name + ".json is missing: the golden file of the new revision"
                                : name + " is new. Add this line to revisions.lock:\n" + EVENT + " " + name + " "
                                        + new Line(digest(file), shape));
            } else if (!released.shape().equals(shape)) {
                problems.add(name
                        + " is released with another shape. Leave it as it was, or raise @Revision, write an upcast"
                        + " and a golden file; docs/change-an-event.md tells how.\n  released: " + released.shape()
                        + "\n  today:    " + shape);
            }
        }
        this.events.forEach((name, line) -> {
            byte @Nullable [] file = files.get(name);
            if (file == null) {
                problems.add(name + ".json is gone: events of that revision are stored for ever");
            } else if (!digest(file).equals(line.digest())) {
                problems.add(name + ".json was changed: a golden file shows what was stored, and that does not change");
            }
            if (!known.contains(name) && known.stream().noneMatch(each -> isOlder(name, each))) {
                problems.add(
                        name + " was released, but there is no such event today: it was renamed, moved or deleted, or"
                                + " its revision was lowered");
            }
        });
        files.keySet().stream()
                .filter(name -> !this.events.containsKey(name) && !known.contains(name))
                .sorted()
                .forEach(name -> problems.add(name + ".json has no line in revisions.lock: was one deleted?"));
        problems.addAll(problemsOfConstants(events));
        return problems;
    }

    private static boolean isOlder(String one, String other) {
        int dash = one.lastIndexOf('-');
        return other.lastIndexOf('-') == dash
                && one.regionMatches(0, other, 0, dash)
                && Integer.parseInt(one.substring(dash + 1)) < Integer.parseInt(other.substring(dash + 1));
    }

    private List<String> problemsOfConstants(Collection<? extends Class<?>> events) {
        List<String> problems = new ArrayList<>();
        Map<String, Set<String>> today = new TreeMap<>();
        events.forEach(event -> collectConstants(event, today));
        today.forEach((type, names) -> {
            Set<String> released = constants.getOrDefault(type, Set.of());
            if (!names.containsAll(released)) {
                Set<String> lost = new TreeSet<>(released);
                lost.removeAll(names);
                problems.add(
                        type + " has lost " + lost + ", which is stored in events: they could not be read any more");
            } else if (!names.equals(released)) {
                problems.add(type + " has new constants. Put this line into revisions.lock:\n" + CONSTANTS + " " + type
                        + " " + String.join(" ", names));
            }
        });
        return problems;
    }

    private static void collectConstants(Class<?> type, Map<String, Set<String>> into) {
        if (type.isEnum()) {
            Set<String> names = new TreeSet<>();
            for (Object constant : type.getEnumConstants()) {
                names.add(((Enum<?>) constant).name());
            }
            into.put(type.getName(), names);
        } else if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                collectConstants(component.getAnnotatedType(), into);
            }
        } else if (type.isSealed()) {
            for (Class<?> each : type.getPermittedSubclasses()) {
                collectConstants(each, into);
            }
        }
    }

    private static void collectConstants(AnnotatedType type, Map<String, Set<String>> into) {
        if (type instanceof AnnotatedParameterizedType generic) {
            for (AnnotatedType argument : generic.getAnnotatedActualTypeArguments()) {
                collectConstants(argument, into);
            }
        } else if (type.getType() instanceof Class<?> plain) {
            collectConstants(plain, into);
        }
    }

    /** Of the text, so that another line ending on another system is no change. */
    private static String digest(byte[] file) {
        try {
            byte[] text = new String(file, UTF_8).replace("\r\n", "\n").getBytes(UTF_8);
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text))
                    .substring(0, DIGEST_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
