package io.comptoir.platform.messaging;

import io.comptoir.contract.Revision;
import io.comptoir.contract.Upcast;
import io.comptoir.contract.access.AccessUpcasts;
import io.comptoir.contract.catalog.CatalogUpcasts;
import io.comptoir.contract.orders.OrderUpcasts;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.axonframework.serialization.upcasting.event.IntermediateEventRepresentation;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads events of every revision that was ever stored as events of today: the one place where the upcasts of the contract meet
 * the event store, whichever it is. An event that has no upcast is not looked into. What is stored never changes.
 */
public final class StoredRevisions implements EventUpcaster {

    /** The upcasts of every feature; {@code GoldenEventsTest} fails for a revision that cannot be read. */
    private static final List<Upcast> ALL = Stream.of(AccessUpcasts.ALL, CatalogUpcasts.ALL, OrderUpcasts.ALL)
            .flatMap(Collection::stream)
            .toList();

    private static final TypeReference<LinkedHashMap<String, Object>> TREE = new TypeReference<>() {};

    /** Exact: no number passes through floating point on its way. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();

    private final Map<String, Steps> byType;

    StoredRevisions(Collection<Upcast> upcasts) {
        Map<Class<?>, TreeMap<Integer, Upcast>> byEvent = new HashMap<>();
        for (Upcast upcast : upcasts) {
            @Nullable
            Upcast other = byEvent.computeIfAbsent(upcast.event(), event -> new TreeMap<>())
                    .put(upcast.from(), upcast);
            if (other != null) {
                throw new IllegalArgumentException(name(upcast) + " has two upcasts");
            }
        }
        Map<String, Steps> steps = new HashMap<>();
        byEvent.forEach((event, byRevision) -> steps.put(event.getName(), Steps.of(event, byRevision)));
        this.byType = Map.copyOf(steps);
    }

    /** With the upcasts of the contract. */
    public static StoredRevisions ofTheContract() {
        return new StoredRevisions(ALL);
    }

    private static String name(Upcast upcast) {
        return upcast.event().getName() + " revision " + upcast.from();
    }

    @Override
    public Stream<IntermediateEventRepresentation> upcast(Stream<IntermediateEventRepresentation> stored) {
        return stored.map(this::upcast);
    }

    private IntermediateEventRepresentation upcast(IntermediateEventRepresentation stored) {
        SerializedType type = stored.getType();
        @Nullable Steps steps = byType.get(type.getName());
        @Nullable String revision = type.getRevision();
        if (steps == null || !steps.areNeededFor(revision)) {
            return stored;
        }
        // One step in Axon's eyes, so that the payload is parsed and written once, however many revisions it passes.
        return stored.upcastPayload(
                new SimpleSerializedType(type.getName(), steps.newest()),
                byte[].class,
                payload -> steps.walk(payload, revision));
    }

    /** Whether there are upcasts from the stored revision to today's. */
    public boolean isOlder(String type, @Nullable String revision) {
        @Nullable Steps steps = byType.get(type);
        return steps != null && steps.areNeededFor(revision);
    }

    /**
     * The payload as today's revision has it.
     *
     * @param type     the class name of the event, as it is stored
     * @param revision as it is stored; a newer one than this server knows stays as it is
     */
    public byte[] toNewest(String type, @Nullable String revision, byte[] payload) {
        @Nullable Steps steps = byType.get(type);
        return steps == null || !steps.areNeededFor(revision) ? payload : steps.walk(payload, revision);
    }

    /** The upcasts of one event, without a gap from the first to the one before today's revision. */
    private record Steps(int revisionOfToday, TreeMap<Integer, Upcast> byRevision) {

        static Steps of(Class<?> event, TreeMap<Integer, Upcast> byRevision) {
            int today = Objects.requireNonNull(event.getAnnotation(Revision.class), event.getName())
                    .value();
            for (int revision = 1; revision < today; revision++) {
                if (!byRevision.containsKey(revision)) {
                    throw new IllegalArgumentException(
                            event.getName() + " has no upcast from revision " + revision + " to " + (revision + 1));
                }
            }
            if (byRevision.lastKey() >= today) {
                throw new IllegalArgumentException(event.getName() + " is at revision " + today
                        + ", but an upcast makes " + (byRevision.lastKey() + 1));
            }
            return new Steps(today, byRevision);
        }

        boolean areNeededFor(@Nullable String revision) {
            return number(revision) < revisionOfToday;
        }

        String newest() {
            return Integer.toString(revisionOfToday);
        }

        byte[] walk(byte[] payload, @Nullable String revision) {
            Map<String, Object> tree = JSON.readValue(payload, TREE);
            for (Upcast upcast : byRevision.tailMap(number(revision)).values()) {
                tree = upcast.change().apply(tree);
            }
            return JSON.writeValueAsBytes(tree);
        }

        /** Every event has a revision; one without, as a foreign tool might write it, is read as the first. */
        private static int number(@Nullable String revision) {
            return revision == null ? 1 : Integer.parseInt(revision);
        }
    }
}
