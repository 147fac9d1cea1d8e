/** Read models that are documents in MongoDB. */
@NullMarked
package io.comptoir.projection.mongodb;

import org.jspecify.annotations.NullMarked;
