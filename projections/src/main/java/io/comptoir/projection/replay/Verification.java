package io.comptoir.projection.replay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares a rebuilt version with the one that readers see, document by document, while both go on following the events. Each
 * side is gone through once in pages and the same documents are asked of the other, so that memory holds a page and what
 * differs. A document that differs may just have changed in between: it is looked at again until each side has reached the
 * version that the other was seen at. A side that has only as many events as it should cannot fail to get there; one that lacks
 * or invents some never does.
 */
final class Verification {

    /** Both follow the events within much less. */
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(5);

    private static final long LOOK_EVERY_MILLIS = 100;

    /** With more, the versions are not nearly the same and nothing is gained by looking again. */
    private static final int MAX_SUSPECTS = 20_000;

    private final Fingerprint.Source live;
    private final Fingerprint.Source rebuilt;
    private final Set<String> leftOutSubjects;
    private final BooleanSupplier goesOn;
    private final Duration settleLimit;
    private final Map<String, Tally> tallies = new TreeMap<>();
    private final Map<String, Suspect> suspects = new LinkedHashMap<>();
    private long leftOut;

    /**
     * @param leftOutSubjects of streams that are parked in either version
     * @param goesOn          whether the answer is still wanted
     */
    Verification(
            Fingerprint.Source live, Fingerprint.Source rebuilt, Set<String> leftOutSubjects, BooleanSupplier goesOn) {
        this(live, rebuilt, leftOutSubjects, goesOn, SETTLE_LIMIT);
    }

    Verification(
            Fingerprint.Source live,
            Fingerprint.Source rebuilt,
            Set<String> leftOutSubjects,
            BooleanSupplier goesOn,
            Duration settleLimit) {
        this.live = live;
        this.rebuilt = rebuilt;
        this.leftOutSubjects = leftOutSubjects;
        this.goesOn = goesOn;
        this.settleLimit = settleLimit;
    }

    /** The documents of one organization on both sides. */
    private static final class Tally {
        private final Side live = new Side();
        private final Side rebuilt = new Side();
        private long different;
    }

    /** Adds up so that the order does not matter. */
    private static final class Side {
        private long documents;
        private long checksum;

        void add(Fingerprint fingerprint) {
            documents++;
            checksum += digest(fingerprint);
        }

        String inHexadecimal() {
            return HexFormat.of().toHexDigits(checksum);
        }
    }

    /** A document with the versions that the sides must reach. */
    private record Suspect(long liveMustReach, long rebuiltMustReach) {

        static Suspect of(@Nullable Fingerprint live, @Nullable Fingerprint rebuilt) {
            return new Suspect(versionOf(rebuilt), versionOf(live));
        }

        boolean isCleared(@Nullable Fingerprint live, @Nullable Fingerprint rebuilt) {
            if (live == null && rebuilt == null) {
                return true; // Some documents end; both have come to that.
            }
            return live != null
                    && rebuilt != null
                    && live.version() >= liveMustReach
                    && rebuilt.version() >= rebuiltMustReach;
        }

        private static long versionOf(@Nullable Fingerprint fingerprint) {
            return fingerprint == null ? 0 : fingerprint.version();
        }
    }

    /**
     * @param position that both versions have reached, and that readers can find everything up to
     * @throws StoreAway if a store goes away; the comparison says nothing then
     */
    Comparison compare(long position) {
        live.forEachPage(page -> {
            Map<String, Fingerprint> others = rebuilt.of(ids(page));
            for (Fingerprint one : page) {
                @Nullable Fingerprint other = others.get(one.id());
                if (isCompared(one)) {
                    tally(one).live.add(one);
                    suspectIfDifferent(one.id(), one, other);
                }
            }
        });
        rebuilt.forEachPage(page -> {
            Map<String, Fingerprint> others = live.of(ids(page));
            for (Fingerprint one : page) {
                if (isCompared(one)) {
                    tally(one).rebuilt.add(one);
                    suspectIfDifferent(one.id(), others.get(one.id()), one);
                }
            }
        });
        lookAgain();
        suspects.keySet().forEach(id -> tally(new Fingerprint(id, "", 0, 0)).different++);
        return result(position);
    }

    private static List<String> ids(Collection<Fingerprint> page) {
        return page.stream().map(Fingerprint::id).toList();
    }

    private boolean isCompared(Fingerprint fingerprint) {
        if (leftOutSubjects.contains(fingerprint.subject())) {
            leftOut++;
            return false;
        }
        return true;
    }

    private Tally tally(Fingerprint fingerprint) {
        return tallies.computeIfAbsent(fingerprint.tenant(), tenant -> new Tally());
    }

    private void suspectIfDifferent(String id, @Nullable Fingerprint ofLive, @Nullable Fingerprint ofRebuilt) {
        if (ofLive == null && live.mayForget()) {
            return;
        }
        boolean same = ofLive != null && ofRebuilt != null && ofLive.version() == ofRebuilt.version();
        if (!same && suspects.size() < MAX_SUSPECTS) {
            suspects.putIfAbsent(id, Suspect.of(ofLive, ofRebuilt));
        }
    }

    private void lookAgain() {
        long begun = System.nanoTime();
        while (!suspects.isEmpty() && suspects.size() < MAX_SUSPECTS) {
            List<String> ids = List.copyOf(suspects.keySet());
            for (int start = 0; start < ids.size(); start += Fingerprint.Source.PAGE) {
                clear(ids.subList(start, Math.min(ids.size(), start + Fingerprint.Source.PAGE)));
            }
            boolean late = System.nanoTime() - begun > settleLimit.toNanos();
            if (suspects.isEmpty() || late || !goesOn.getAsBoolean() || !Pause.millis(LOOK_EVERY_MILLIS)) {
                return;
            }
        }
    }

    private void clear(List<String> ids) {
        Map<String, Fingerprint> ofLive = live.of(ids);
        Map<String, Fingerprint> ofRebuilt = rebuilt.of(ids);
        for (String id : ids) {
            @Nullable Suspect suspect = suspects.get(id);
            boolean forgotten = !ofLive.containsKey(id) && live.mayForget();
            if (suspect != null && (forgotten || suspect.isCleared(ofLive.get(id), ofRebuilt.get(id)))) {
                suspects.remove(id);
            }
        }
    }

    private Comparison result(long position) {
        List<Comparison.Difference> different = new ArrayList<>();
        Side all = new Side();
        for (Map.Entry<String, Tally> entry : tallies.entrySet()) {
            Tally tally = entry.getValue();
            all.documents += tally.rebuilt.documents;
            all.checksum += tally.rebuilt.checksum;
            if (tally.different > 0 && different.size() < Comparison.MAX_TENANTS) {
                different.add(new Comparison.Difference(
                        entry.getKey(),
                        tally.live.documents,
                        tally.live.inHexadecimal(),
                        tally.rebuilt.documents,
                        tally.rebuilt.inHexadecimal(),
                        tally.different));
            }
        }
        return new Comparison(position, all.documents, tallies.size(), all.inHexadecimal(), leftOut, different);
    }

    private static long digest(Fingerprint fingerprint) {
        try {
            byte[] text = (fingerprint.id() + "\u0000" + fingerprint.version()).getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
