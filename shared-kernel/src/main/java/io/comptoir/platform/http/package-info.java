/** What every HTTP endpoint shares: problem answers, reading of requests, authentication, positions. */
@NullMarked
package io.comptoir.platform.http;

import org.jspecify.annotations.NullMarked;
