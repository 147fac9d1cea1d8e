package io.comptoir.query.projections;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON in which only such texts are left that cannot be about a person: ids, times and the names of things. Everything else is
 * masked, also in fields that nobody here has heard of, since what is looked at may be of another server's making.
 */
final class Masked {

    static final String MASK = "***";

    private static final Set<String> HARMLESS =
            Set.of("sku", "skus", "amount", "currency", "channel", "status", "location");

    private Masked() {}

    static JsonNode of(JsonNode node) {
        return masked(node, "");
    }

    private static JsonNode masked(JsonNode node, String field) {
        return switch (node) {
            case ObjectNode object -> {
                ObjectNode copy = JsonNodeFactory.instance.objectNode();
                object.properties()
                        .forEach(member -> copy.set(member.getKey(), masked(member.getValue(), member.getKey())));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = JsonNodeFactory.instance.arrayNode();
                array.forEach(element -> copy.add(masked(element, field)));
                yield copy;
            }
            default -> node.isString() && !isHarmless(field) ? JsonNodeFactory.instance.stringNode(MASK) : node;
        };
    }

    private static boolean isHarmless(String field) {
        return field.endsWith("Id") || field.endsWith("At") || HARMLESS.contains(field);
    }
}
