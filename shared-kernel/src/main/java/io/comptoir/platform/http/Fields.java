package io.comptoir.platform.http;

import io.comptoir.contract.values.InvalidValue;
import java.math.BigInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Turns the raw fields of a request into values, and what is wrong with one into a problem that names it. */
public final class Fields {

    private static final BigInteger MAX_INT = BigInteger.valueOf(Integer.MAX_VALUE);
    private static final BigInteger MIN_INT = BigInteger.valueOf(Integer.MIN_VALUE);

    private Fields() {}

    /** A field that must be there. */
    public static <R, V> V required(String name, @Nullable R raw, Function<R, V> toValue) {
        if (raw == null) {
            throw Problem.malformed(name, "is required");
        }
        return converted(name, raw, toValue);
    }

    /** A field that may be absent. */
    public static <R, V> @Nullable V optional(String name, @Nullable R raw, Function<R, V> toValue) {
        return raw == null ? null : converted(name, raw, toValue);
    }

    /** A whole number; one too large for an int gets the answer of the nearest int, which is out of every range too. */
    public static <V> V number(String name, @Nullable BigInteger raw, IntFunction<V> toValue) {
        return required(
                name,
                raw,
                number -> toValue.apply(number.min(MAX_INT).max(MIN_INT).intValue()));
    }

    private static <R, V> V converted(String name, R raw, Function<R, V> toValue) {
        try {
            return toValue.apply(raw);
        } catch (InvalidValue e) {
            throw Problem.invalid(name, String.valueOf(e.getMessage()));
        }
    }
}
