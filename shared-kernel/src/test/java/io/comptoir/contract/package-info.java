@NullMarked
package io.comptoir.contract;

import org.jspecify.annotations.NullMarked;
