package io.comptoir.query.search;

import io.comptoir.contract.values.Money;

/**
 * The products that are priced in one currency.
 *
 * @param key     its ISO 4217 code
 * @param lowest  the price of the cheapest
 * @param highest the price of the dearest
 */
record CurrencyBucket(String key, long count, Money lowest, Money highest) {}
