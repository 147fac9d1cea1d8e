/** What happens to orders by itself. */
@NullMarked
package io.comptoir.process.orders;

import org.jspecify.annotations.NullMarked;
