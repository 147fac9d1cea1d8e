/** Effects by id and in lists. */
@NullMarked
package io.comptoir.query.effects;

import org.jspecify.annotations.NullMarked;
