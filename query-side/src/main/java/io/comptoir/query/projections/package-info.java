/** How the read models are doing, what people do to them, and the events that they leave out. */
@NullMarked
package io.comptoir.query.projections;

import org.jspecify.annotations.NullMarked;
