/** For which organization the work at hand is done, and what refuses to work without knowing. */
@NullMarked
package io.comptoir.platform.tenancy;

import org.jspecify.annotations.NullMarked;
