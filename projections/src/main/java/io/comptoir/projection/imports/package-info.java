/** The read model of imports. */
@NullMarked
package io.comptoir.projection.imports;

import org.jspecify.annotations.NullMarked;
