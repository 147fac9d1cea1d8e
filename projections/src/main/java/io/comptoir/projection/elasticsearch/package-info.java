/** Read models that are indices in Elasticsearch. */
@NullMarked
package io.comptoir.projection.elasticsearch;

import org.jspecify.annotations.NullMarked;
