/** Personal data: sealed under a key for each person, opened for those who may see it, erased by destroying the key. */
@NullMarked
package io.comptoir.platform.privacy;

import org.jspecify.annotations.NullMarked;
