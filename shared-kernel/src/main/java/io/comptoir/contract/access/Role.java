package io.comptoir.contract.access;

/** What the holder of a credential may do in an organization. */
public enum Role {
    /** Everything within the organization. */
    OWNER
}
