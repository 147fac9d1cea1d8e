package io.comptoir.server.e2e;

import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.access.ApiKey;

/** An organization that one test has for itself, and the API as its owner sees it. */
record Organization(TenantId id, ApiKey key, Api api) {}
