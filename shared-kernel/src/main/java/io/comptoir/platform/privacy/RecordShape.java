package io.comptoir.platform.privacy;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How a type holds personal data: not at all, which is found out once and then costs a look into a table, or itself, or in
 * records and lists of records below it.
 */
final class RecordShape {

    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return new RecordShape(type);
        }
    };

    private final List<String> names;
    private final Method[] accessors;
    private final @Nullable Constructor<?> constructor;
    private final @Nullable PersonalRecord personal;
    private final List<Integer> holders;

    private RecordShape(Class<?> type) {
        RecordComponent[] components = type.isRecord() ? type.getRecordComponents() : new RecordComponent[0];
        names = Arrays.stream(components).map(RecordComponent::getName).toList();
        accessors = Arrays.stream(components).map(RecordComponent::getAccessor).toArray(Method[]::new);
        constructor = type.isRecord() ? canonical(type, components) : null;
        personal = type.isRecord() ? PersonalRecord.of(type, this) : null;
        List<Integer> found = new ArrayList<>();
        for (int place = 0; place < components.length; place++) {
            @Nullable Class<?> below = recordIn(components[place]);
            // A record cannot hold its own type without end, and none of ours holds itself at all.
            if (below != null && below != type && of(below).mayHoldPersonalData()) {
                found.add(place);
            }
        }
        holders = List.copyOf(found);
    }

    static RecordShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    private static Constructor<?> canonical(Class<?> type, RecordComponent[] components) {
        try {
            Constructor<?> canonical = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            if (type.getName().startsWith("io.comptoir.")) {
                canonical.setAccessible(true);
                for (RecordComponent component : components) {
                    component.getAccessor().setAccessible(true);
                }
            }
            return canonical;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has a canonical constructor", e);
        }
    }

    private static @Nullable Class<?> recordIn(RecordComponent component) {
        if (component.getType().isRecord()) {
            return component.getType();
        }
        return component.getType() == List.class
                        && component.getGenericType() instanceof ParameterizedType list
                        && list.getActualTypeArguments()[0] instanceof Class<?> element
                        && element.isRecord()
                ? element
                : null;
    }

    boolean mayHoldPersonalData() {
        return personal != null || !holders.isEmpty();
    }

    @Nullable
    PersonalRecord personal() {
        return personal;
    }

    List<String> names() {
        return names;
    }

    /** The object with every record of personal data in it changed; itself where there is none. */
    static Object change(Object object, UnaryOperator<Object> change) {
        if (object instanceof List<?> list) {
            return list.stream().map(each -> change(each, change)).toList();
        }
        RecordShape shape = of(object.getClass());
        if (shape.personal != null) {
            return change.apply(object);
        }
        if (shape.holders.isEmpty()) {
            return object;
        }
        @Nullable Object[] values = shape.values(object);
        for (int place : shape.holders) {
            @Nullable Object value = values[place];
            if (value != null) {
                values[place] = change(value, change);
            }
        }
        return shape.make(values);
    }

    @Nullable
    Object get(Object record, int place) {
        try {
            return accessors[place].invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("a component cannot be read: " + names.get(place), e);
        }
    }

    @Nullable
    Object[] values(Object record) {
        @Nullable Object[] values = new @Nullable Object[accessors.length];
        for (int place = 0; place < accessors.length; place++) {
            values[place] = get(record, place);
        }
        return values;
    }

    Object make(@Nullable Object[] values) {
        if (constructor == null) {
            throw new IllegalStateException("only records are made");
        }
        try {
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record cannot be made: " + constructor.getDeclaringClass(), e);
        }
    }
}
