/** The roots of the published language: commands, events, decisions and refusals. */
@NullMarked
package io.comptoir.contract;

import org.jspecify.annotations.NullMarked;
