/** The read model of everything that happened: one entry for each event. */
@NullMarked
package io.comptoir.projection.audit;

import org.jspecify.annotations.NullMarked;
