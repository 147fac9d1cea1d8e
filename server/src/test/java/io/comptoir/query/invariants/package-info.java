@NullMarked
package io.comptoir.query.invariants;

import org.jspecify.annotations.NullMarked;
