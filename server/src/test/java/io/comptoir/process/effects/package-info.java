@NullMarked
package io.comptoir.process.effects;

import org.jspecify.annotations.NullMarked;
