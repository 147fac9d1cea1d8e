/** What is held about a person. */
@NullMarked
package io.comptoir.query.privacy;

import org.jspecify.annotations.NullMarked;
