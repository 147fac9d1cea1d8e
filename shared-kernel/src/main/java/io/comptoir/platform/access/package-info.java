/** Credentials: how a key looks, how it is verified, who the caller is. */
@NullMarked
package io.comptoir.platform.access;

import org.jspecify.annotations.NullMarked;
