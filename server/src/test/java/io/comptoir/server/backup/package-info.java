@NullMarked
package io.comptoir.server.backup;

import org.jspecify.annotations.NullMarked;
