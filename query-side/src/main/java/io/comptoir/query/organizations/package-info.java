/** What an organization is. */
@NullMarked
package io.comptoir.query.organizations;

import org.jspecify.annotations.NullMarked;
