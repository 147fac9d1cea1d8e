/** The values that every message is made of. They import nothing but the JDK and refuse what is out of range. */
@NullMarked
package io.comptoir.contract.values;

import org.jspecify.annotations.NullMarked;
