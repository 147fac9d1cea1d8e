package io.comptoir.platform.privacy;

import io.comptoir.contract.PersonalData;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.Sealed;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a type of record holds personal data itself: which components are sealed, whose they are, and where the seal goes.
 *
 * @param kind      what the seal calls the record
 * @param personal  places of the components that are sealed
 * @param subjectAt place of the component that names the person
 * @param sealedAt  place of the component for the seal
 */
record PersonalRecord(String kind, RecordShape shape, List<Integer> personal, int subjectAt, int sealedAt) {

    /** Reads the annotations of a type; null if it has none. */
    static @Nullable PersonalRecord of(Class<?> type, RecordShape shape) {
        RecordComponent[] components = type.getRecordComponents();
        List<Integer> personal = java.util.stream.IntStream.range(0, components.length)
                .filter(place -> components[place].isAnnotationPresent(PersonalData.class))
                .boxed()
                .toList();
        if (personal.isEmpty()) {
            return null;
        }
        String subject = components[personal.getFirst()]
                .getAnnotation(PersonalData.class)
                .subject();
        int subjectAt = place(components, component -> component.getName().equals(subject));
        int sealedAt = place(components, component -> component.getType() == Sealed.class);
        if (subjectAt < 0
                || sealedAt < 0
                || components[subjectAt].getType() != DataSubjectId.class
                || personal.stream()
                        .anyMatch(place -> !components[place]
                                .getAnnotation(PersonalData.class)
                                .subject()
                                .equals(subject))) {
            throw new IllegalStateException(type.getName()
                    + " has personal data, so it needs one component that names whose it is and one for the seal");
        }
        String name = type.getSimpleName();
        String kind = name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
        return new PersonalRecord(kind, shape, personal, subjectAt, sealedAt);
    }

    private static int place(RecordComponent[] components, java.util.function.Predicate<RecordComponent> wanted) {
        return java.util.stream.IntStream.range(0, components.length)
                .filter(place -> wanted.test(components[place]))
                .findFirst()
                .orElse(-1);
    }

    /** Whether a text is a seal of such a record. */
    boolean sealed(String text) {
        return text.length() > kind.length() && text.charAt(kind.length()) == ':' && text.startsWith(kind);
    }

    boolean isSealed(Object record) {
        return shape.get(record, sealedAt) != null;
    }

    DataSubjectId subjectOf(Object record) {
        if (shape.get(record, subjectAt) instanceof DataSubjectId subject) {
            return subject;
        }
        throw new IllegalStateException("a " + kind + " with personal data does not say whose it is");
    }

    String subjectName() {
        return shape.names().get(subjectAt);
    }

    String sealedName() {
        return shape.names().get(sealedAt);
    }

    List<String> personalNames() {
        return personal.stream().map(shape.names()::get).toList();
    }

    /** The record with the seal in the place of what it seals. */
    Object with(Object record, Sealed seal) {
        @Nullable Object[] values = shape.values(record);
        personal.forEach(place -> values[place] = null);
        values[sealedAt] = seal;
        return shape.make(values);
    }

    @Override
    public String toString() {
        return kind + Arrays.toString(personalNames().toArray());
    }
}
