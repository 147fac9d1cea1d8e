/** The history: who did what, and what the state was then. */
@NullMarked
package io.comptoir.query.audit;

import org.jspecify.annotations.NullMarked;
