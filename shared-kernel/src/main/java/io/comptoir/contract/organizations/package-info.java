/** The language of organizations, the tenants of Comptoir. */
@NullMarked
package io.comptoir.contract.organizations;

import org.jspecify.annotations.NullMarked;
