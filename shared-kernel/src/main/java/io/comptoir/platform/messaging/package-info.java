/** The wiring of commands, events and their store: envelope, serialisation, transactions, caches, positions. */
@NullMarked
package io.comptoir.platform.messaging;

import org.jspecify.annotations.NullMarked;
