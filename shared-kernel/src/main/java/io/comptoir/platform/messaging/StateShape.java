package io.comptoir.platform.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What an object is made of, down to the fields of the fields, as a short text: a snapshot of another shape cannot be read as
 * this one, though it may look as if it could.
 */
final class StateShape {

    private static final String OUR_OWN = "io.comptoir.";
    private static final int BYTES = 6;

    private static final ClassValue<String> SHAPES = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
            return digest(describe(type));
        }
    };

    private StateShape() {}

    static String of(Class<?> type) {
        return SHAPES.get(type);
    }

    static String describe(Class<?> type) {
        StringBuilder text = new StringBuilder();
        Set<Class<?>> open = new LinkedHashSet<>(Set.of(type));
        Set<Class<?>> done = new LinkedHashSet<>();
        while (!open.isEmpty()) {
            Class<?> next = open.iterator().next();
            open.remove(next);
            done.add(next);
            describe(next, text, open);
            open.removeAll(done);
        }
        return text.toString();
    }

    private static void describe(Class<?> type, StringBuilder text, Set<Class<?>> found) {
        // A class may move, but not change what it is called there; the fields in the order of their names.
        text.append(type.getSimpleName());
        if (type.isEnum()) {
            text.append(Arrays.toString(type.getEnumConstants()));
        } else {
            Arrays.stream(type.getDeclaredFields())
                    .filter(field -> !Modifier.isStatic(field.getModifiers()))
                    .sorted(Comparator.comparing(Field::getName))
                    .forEach(field -> {
                        text.append(' ').append(field.getName()).append(':');
                        describe(field.getGenericType(), text, found);
                    });
        }
        if (type.isSealed()) {
            found.addAll(Arrays.asList(type.getPermittedSubclasses()));
        }
        text.append('\n');
    }

    private static void describe(Type type, StringBuilder text, Set<Class<?>> found) {
        switch (type) {
            case Class<?> plain -> {
                text.append(plain.getSimpleName());
                if (plain.getName().startsWith(OUR_OWN)) {
                    found.add(plain);
                }
            }
            case ParameterizedType generic -> {
                describe(generic.getRawType(), text, found);
                for (Type argument : generic.getActualTypeArguments()) {
                    text.append('/');
                    describe(argument, text, found);
                }
            }
            default -> text.append(type.getTypeName());
        }
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(digest, BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
