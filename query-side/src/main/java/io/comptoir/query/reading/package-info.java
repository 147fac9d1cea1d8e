/** What every read shares: its position, its parameters, its pages. */
@NullMarked
package io.comptoir.query.reading;

import org.jspecify.annotations.NullMarked;
