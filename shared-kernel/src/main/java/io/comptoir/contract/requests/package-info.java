/** What is remembered of requests and steps that must be carried out once. */
@NullMarked
package io.comptoir.contract.requests;

import org.jspecify.annotations.NullMarked;
