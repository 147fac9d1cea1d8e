package io.comptoir.server.e2e;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes something wrong, or just unusual, of something right; the same each time from the same seed. */
final class Mutations {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int DEEP = 2_000;

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\u0000",
            "\n",
            "\u202e",
            "\ud83d\ude00",
            "\ud800",
            "ß",
            "İ",
            "𝔘",
            "null",
            "true",
            "0",
            "-1",
            "1e400",
            "NaN",
            "9999999999999999999999999",
            "0.1",
            "1.001",
            "2026-13-45T99:99:99Z",
            "+1000000000-12-31T23:59:59Z",
            "00000000-0000-0000-0000-000000000000",
            "../../etc/passwd",
            "%00",
            "%2e%2e%2f",
            "'; drop table events; --",
            "${jndi:ldap://127.0.0.1/x}",
            "{\"$gt\":\"\"}",
            "$where",
            "a.b.c",
            "*",
            "\"unclosed",
            "(a OR b",
            "field:[* TO",
            "\\",
            "/".repeat(50),
            "x".repeat(201),
            "y".repeat(10_000),
            "́".repeat(300));

    private static final List<String> ESCAPES = List.of(
            "%",
            "%%",
            "%4",
            "%zz",
            "%00",
            "%0d%0a",
            "%ff",
            "%c0%ae",
            "%ed%a0%80",
            "%u0041",
            "a%2fb",
            "a%5cb",
            "..%2f",
            ";jsessionid=1",
            "+",
            "[]",
            "|",
            "\u00e9",
            "a".repeat(10_000));

    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "-1",
            "1",
            "1.0",
            "1.5",
            "1e2",
            "1e400",
            "-1e400",
            "2147483647",
            "2147483648",
            "9223372036854775807",
            "9223372036854775808",
            "1000000000000000000000000000000",
            "0.00000000000000000000000001");

    private final SplittableRandom random;

    Mutations(SplittableRandom random) {
        this.random = random;
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    <T> T anyOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** A text that a field, a parameter or a header may be given. */
    String text() {
        return switch (random.nextInt(4)) {
            case 0 -> anyOf(NUMBERS);
            case 1 -> noise(random.nextInt(1, 40));
            default -> anyOf(TEXTS);
        };
    }

    private String noise(int length) {
        StringBuilder noise = new StringBuilder();
        for (int i = 0; i < length; i++) {
            noise.appendCodePoint(chance(70) ? random.nextInt(32, 127) : random.nextInt(0, 0xd7ff));
        }
        return noise.toString();
    }

    /** A text that is nearly the one that is right, such as a cursor that was taken apart. */
    String near(String right) {
        if (right.isEmpty() || chance(25)) {
            return text();
        }
        int at = random.nextInt(right.length());
        return switch (random.nextInt(4)) {
            case 0 -> right.substring(0, at);
            case 1 -> right.substring(0, at) + (char) random.nextInt(33, 127) + right.substring(at + 1);
            case 2 -> right + right;
            default -> right.substring(at) + right.substring(0, at);
        };
    }

    /** What may be sent as a body in place of a right one. */
    byte[] body(String right) {
        return switch (random.nextInt(10)) {
            case 0 -> cut(right.getBytes(StandardCharsets.UTF_8));
            case 1 -> spoiled(right.getBytes(StandardCharsets.UTF_8));
            case 2 -> ("[".repeat(DEEP) + "]".repeat(DEEP)).getBytes(StandardCharsets.UTF_8);
            case 3 -> twice(right).getBytes(StandardCharsets.UTF_8);
            default -> changed(right).getBytes(StandardCharsets.UTF_8);
        };
    }

    /** Bytes that were a request: spoilt, cut, or with an escape that is none. */
    byte[] bytes(String right) {
        byte[] bytes = right.getBytes(StandardCharsets.ISO_8859_1);
        return switch (random.nextInt(5)) {
            case 0 -> cut(bytes);
            case 1 -> right.replaceFirst("5", anyOf(ESCAPES)).getBytes(StandardCharsets.ISO_8859_1);
            case 2 -> right.replaceFirst("orders|products", anyOf(ESCAPES)).getBytes(StandardCharsets.ISO_8859_1);
            case 3 -> right.replaceFirst("7|3", anyOf(NUMBERS)).getBytes(StandardCharsets.ISO_8859_1);
            default -> spoiled(bytes);
        };
    }

    private byte[] cut(byte[] right) {
        return right.length == 0 ? right : Arrays.copyOf(right, random.nextInt(right.length));
    }

    private byte[] spoiled(byte[] right) {
        byte[] spoiled = right.clone();
        for (int i = 0; i < spoiled.length && i < 3; i++) {
            spoiled[random.nextInt(spoiled.length)] = (byte) random.nextInt(256);
        }
        return spoiled;
    }

    /** With a field that comes twice. */
    private static String twice(String right) {
        int comma = right.indexOf(',');
        return right.startsWith("{\"") && comma > 0 ? right.substring(0, comma + 1) + right.substring(1) : right;
    }

    private String changed(String right) {
        if (right.isEmpty()) {
            return "{}";
        }
        JsonNode tree = JSON.readTree(right);
        int changes = random.nextInt(1, 4);
        for (int change = 0; change < changes; change++) {
            List<JsonNode> containers = new ArrayList<>();
            collect(tree, containers);
            if (!containers.isEmpty()) {
                change(anyOf(containers));
            }
        }
        // A number that a tree cannot hold stands in it as a text.
        return chance(30) ? tree.toString().replaceFirst("\"#([^\"]*)\"", "$1") : tree.toString();
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainer()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private void change(JsonNode container) {
        if (container instanceof ArrayNode list) {
            change(list);
        } else if (container instanceof ObjectNode object) {
            change(object);
        }
    }

    private void change(ObjectNode object) {
        String name = object.isEmpty() ? text() : anyOf(List.copyOf(object.propertyNames()));
        switch (random.nextInt(4)) {
            case 0 -> object.remove(name);
            case 1 -> object.set(text(), value());
            default -> object.set(name, value());
        }
    }

    private void change(ArrayNode list) {
        int copies = chance(5) ? 2_001 : random.nextInt(3);
        for (int copy = 0; copy < copies; copy++) {
            list.add(list.isEmpty() || chance(20) ? value() : list.get(0).deepCopy());
        }
        if (copies == 0) {
            list.removeAll();
        }
    }

    private JsonNode value() {
        return switch (random.nextInt(8)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.getNodeFactory().booleanNode(chance(50));
            case 2 -> JSON.createObjectNode();
            case 3 -> JSON.createArrayNode().add(text());
            case 4, 5 -> JSON.getNodeFactory().stringNode("#" + anyOf(NUMBERS));
            default -> JSON.getNodeFactory().stringNode(text());
        };
    }

    /** Lines of a file some of which are changed. */
    byte[] csv(String right) {
        List<String> lines = new ArrayList<>(List.of(right.split("\n", -1)));
        int changes = random.nextInt(1, 6);
        for (int change = 0; change < changes && !lines.isEmpty(); change++) {
            int at = random.nextInt(lines.size());
            List<String> cells = new ArrayList<>(List.of(lines.get(at).split(",", -1)));
            switch (random.nextInt(6)) {
                case 0 -> lines.remove(at);
                case 1 -> lines.add(at, lines.get(at));
                case 2 -> lines.set(at, text());
                case 3 -> lines.set(at, lines.get(at) + "\"");
                default -> {
                    cells.set(random.nextInt(cells.size()), text());
                    lines.set(at, String.join(",", cells));
                }
            }
        }
        byte[] file = String.join(chance(20) ? "\r\n" : "\n", lines).getBytes(StandardCharsets.UTF_8);
        return chance(15) ? spoiled(file) : file;
    }
}
