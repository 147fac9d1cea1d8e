package io.comptoir.server.embedded;

import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a query says about single fields, as far as an index can make use of it. Every document that the query matches meets these
 * conditions; one that meets them need not match the query.
 */
final class Conditions {

    private final Map<String, Object> equal = new HashMap<>();
    private final Map<String, Object> atLeast = new HashMap<>();
    private final Map<String, Object> atMost = new HashMap<>();

    private Conditions() {}

    static Conditions of(Document query) {
        Conditions conditions = new Conditions();
        conditions.addAll(query);
        return conditions;
    }

    private void addAll(Document query) {
        query.forEach((field, wanted) -> {
            if (field.equals("$and") && wanted instanceof Collection<?> parts) {
                parts.forEach(part -> addAll((Document) part));
            } else if (!field.startsWith("$")) {
                add(field, wanted);
            }
        });
    }

    private void add(String field, @Nullable Object wanted) {
        if (wanted instanceof Document operators && isExpression(operators)) {
            operators.forEach((operator, value) -> add(field, operator, value));
        } else {
            add(field, "$eq", wanted);
        }
    }

    private static boolean isExpression(Document value) {
        return value.keySet().stream().anyMatch(name -> name.startsWith("$"));
    }

    private void add(String field, String operator, @Nullable Object value) {
        if (value == null || !isSingle(value)) {
            return;
        }
        Object single = normalized(value);
        switch (operator) {
            case "$eq" -> equal.putIfAbsent(field, single);
            case "$gt", "$gte" -> atLeast.merge(field, single, (a, b) -> BsonType.compareValues(a, b) >= 0 ? a : b);
            case "$lt", "$lte" -> atMost.merge(field, single, (a, b) -> BsonType.compareValues(a, b) <= 0 ? a : b);
            default -> {} // Looked at when the document is there.
        }
    }

    /** Nothing and what is missing are equal, lists match by their parts and patterns by their rules: no index knows that. */
    private static boolean isSingle(Object value) {
        return !(value instanceof Document)
                && !(value instanceof Collection)
                && !(value instanceof BsonRegularExpression);
    }

    /** As index keys have it, in which all numbers that are equal are the same. */
    private static Object normalized(Object value) {
        return new KeyValue(value).normalized().get(0);
    }

    /** What a field must be. */
    @Nullable
    Object equal(String field) {
        return equal.get(field);
    }

    /** What a field must not be less than. */
    @Nullable
    Object atLeast(String field) {
        return atLeast.get(field);
    }

    /** What a field must not be more than. */
    @Nullable
    Object atMost(String field) {
        return atMost.get(field);
    }
}
