/** The whole house in one thread at a time: a seed decides what happens when, what fails, and when the process dies. */
@NullMarked
package io.comptoir.server.simulation;

import org.jspecify.annotations.NullMarked;
