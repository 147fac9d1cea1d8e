@NullMarked
package io.comptoir.server.embedded;

import org.jspecify.annotations.NullMarked;
