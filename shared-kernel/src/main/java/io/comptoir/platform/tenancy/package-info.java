/** The organization that the current work is for. */
@NullMarked
package io.comptoir.platform.tenancy;

import org.jspecify.annotations.NullMarked;
