package io.comptoir.query.search;

import io.comptoir.contract.values.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The orders that have one thing in common.
 *
 * @param key          what they have in common
 * @param count        how many there are, cancelled ones included
 * @param revenue      what those that were not cancelled add up to, in the currency that most of them are in
 * @param otherRevenue the same in their other currencies; absent where there is only one
 */
record FacetBucket(
        String key, long count, Money revenue, @Nullable List<Money> otherRevenue) {}
