package io.comptoir.contract.values;

import java.util.UUID;

/**
 * A person that an organization has data about, by the organization's own id of them. It stays readable after the person was
 * erased, so it must not itself say who it is: no name, no address.
 *
 * @param value 1 to 200 characters, no control characters, no space at an end
 */
public record DataSubjectId(String value) {

    private static final String GIVEN = "ds_";
    private static final String NOT_IN_ADDRESSES = "/\\;";

    public DataSubjectId {
        Text.checked(value, Note.MAX_LENGTH);
    }

    /** An id that somebody chose. It becomes part of an address, so it has none of the characters that divide one. */
    public static DataSubjectId chosen(String text) {
        if (text.chars().anyMatch(character -> NOT_IN_ADDRESSES.indexOf(character) >= 0)) {
            throw new InvalidValue("must not contain any of " + NOT_IN_ADDRESSES);
        }
        if (text.equals(".") || text.equals("..")) {
            throw new InvalidValue("must not be a way to go up in an address");
        }
        return new DataSubjectId(text);
    }

    /** The id of whoever placed an order without saying who they are: always the same for the order, and of no meaning. */
    public static DataSubjectId given(TenantId tenantId, OrderId orderId) {
        UUID id = Uuids.derivedFrom("data-subject", tenantId.toString(), orderId.toString());
        return new DataSubjectId(GIVEN + id.toString().replace("-", ""));
    }

    /** Whether it has the form of an id that was {@link #given}. */
    public boolean isGiven() {
        return value.startsWith(GIVEN);
    }

    public StreamId streamOf(TenantId tenantId) {
        return StreamId.of(tenantId, "data-subject", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
