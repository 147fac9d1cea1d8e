/** Measures what the server does on this machine, and says where that falls short of what is aimed at. */
@NullMarked
package io.comptoir.benchmarks;

import org.jspecify.annotations.NullMarked;
