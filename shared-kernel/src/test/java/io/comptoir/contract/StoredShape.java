package io.comptoir.contract;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What of a type is stored, as a text that changes when the stored form may: the names of the components and their types, down
 * through all values, which may be absent, and what our own annotations say about them. The order of components does not
 * count, because JSON has none. Restrictions of values are code and not part of it.
 */
final class StoredShape {

    private StoredShape() {}

    /** Such as {@code {price:Money{amount:String,currency:String},reason:Note{value:String}?}}. */
    static String of(Class<?> type) {
        if (type.isRecord()) {
            return Arrays.stream(type.getRecordComponents())
                    .sorted(Comparator.comparing(RecordComponent::getName))
                    .map(component -> component.getName() + ":" + of(component.getAnnotatedType()) + marksOf(component))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (type.isSealed()) {
            return Arrays.stream(type.getPermittedSubclasses())
                    .map(each -> each.getSimpleName() + of(each))
                    .sorted()
                    .collect(Collectors.joining("|", "(", ")"));
        }
        return "";
    }

    private static String of(AnnotatedType component) {
        String absent = component.isAnnotationPresent(Nullable.class) ? "?" : "";
        if (component instanceof AnnotatedParameterizedType generic) {
            return name(generic.getType())
                    + Arrays.stream(generic.getAnnotatedActualTypeArguments())
                            .map(StoredShape::of)
                            .collect(Collectors.joining(",", "<", ">"))
                    + absent;
        }
        return component.getType() instanceof Class<?> type
                ? type.getSimpleName() + of(type) + absent
                : component.getType().getTypeName() + absent;
    }

    private static String name(Type type) {
        String name = type.getTypeName();
        int arguments = name.indexOf('<');
        String raw = arguments < 0 ? name : name.substring(0, arguments);
        return raw.substring(raw.lastIndexOf('.') + 1);
    }

    /** Ours alone, such as the one that has a component sealed. */
    private static String marksOf(RecordComponent component) {
        return Arrays.stream(component.getAnnotations())
                .filter(mark -> mark.annotationType().getName().startsWith("io.comptoir."))
                .map(Annotation::toString)
                .map(mark -> "@" + mark.substring(mark.lastIndexOf('.', mark.indexOf('(')) + 1))
                .sorted()
                .collect(Collectors.joining());
    }
}
