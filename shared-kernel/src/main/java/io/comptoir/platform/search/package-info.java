/** How a text is taken apart, the same for what is indexed, what is asked and what is only indexed blindly. */
@NullMarked
package io.comptoir.platform.search;

import org.jspecify.annotations.NullMarked;
