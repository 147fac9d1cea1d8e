/**
 * The servers that Comptoir brings along, one class per store: PostgreSQL and Elasticsearch as child processes, a
 * MongoDB-wire server inside this process. All data lies below one {@link io.comptoir.server.embedded.DataFolder}.
 */
@NullMarked
package io.comptoir.server.embedded;

import org.jspecify.annotations.NullMarked;
