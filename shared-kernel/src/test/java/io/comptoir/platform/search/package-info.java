@NullMarked
package io.comptoir.platform.search;

import org.jspecify.annotations.NullMarked;
