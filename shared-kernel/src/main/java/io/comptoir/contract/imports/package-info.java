/** The language of imports: files of orders that become commands. */
@NullMarked
package io.comptoir.contract.imports;

import org.jspecify.annotations.NullMarked;
