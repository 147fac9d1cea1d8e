/** How far an import is. */
@NullMarked
package io.comptoir.query.imports;

import org.jspecify.annotations.NullMarked;
