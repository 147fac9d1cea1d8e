/** The language of people's data: who is erased, and why. */
@NullMarked
package io.comptoir.contract.privacy;

import org.jspecify.annotations.NullMarked;
