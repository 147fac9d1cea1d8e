/** The language of credentials: who may act for an organization. */
@NullMarked
package io.comptoir.contract.access;

import org.jspecify.annotations.NullMarked;
