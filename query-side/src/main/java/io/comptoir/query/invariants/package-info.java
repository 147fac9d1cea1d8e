/** What must be true whatever happened, checked against the events themselves. */
@NullMarked
package io.comptoir.query.invariants;

import org.jspecify.annotations.NullMarked;
