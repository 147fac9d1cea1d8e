package io.comptoir.query.search;

import io.comptoir.contract.values.Money;

/**
 * The products whose prices lie between two that both belong to the band, so that they can be asked for as {@code minPrice} and
 * {@code maxPrice}.
 */
record PriceBand(Money from, Money to, long count) {}
