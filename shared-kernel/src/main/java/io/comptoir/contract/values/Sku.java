package io.comptoir.contract.values;

/**
 * A stock keeping unit: the organization's own name of a product. Case matters, inner spaces are allowed, because real
 * catalogues have {@code 85123A} beside {@code 85123a} and {@code BANK CHARGES}.
 *
 * @param value 1 to 64 characters; no slash or backslash (it stands in paths), no semicolon, no control character, no space at an end; not
 *              {@code .} or {@code ..}, which a path takes for a folder
 */
public record Sku(String value) implements Comparable<Sku> {

    public static final int MAX_LENGTH = 64;

    public Sku {
        Text.checked(value, MAX_LENGTH);
        if (value.indexOf('/') >= 0 || value.indexOf('\\') >= 0 || value.indexOf(';') >= 0) {
            throw new InvalidValue("must not contain a slash, a backslash or a semicolon");
        }
        if (value.equals(".") || value.equals("..")) {
            throw new InvalidValue("must not be . or ..");
        }
    }

    @Override
    public int compareTo(Sku other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
