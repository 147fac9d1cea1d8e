@NullMarked
package io.comptoir.command;

import org.jspecify.annotations.NullMarked;
