package io.comptoir.contract.orders;

import io.comptoir.contract.Rejection;
import io.comptoir.contract.values.OrderId;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a command to an order was refused. A shortage of stock is the inventory's refusal, an unknown SKU the catalogue's. */
public sealed interface OrderRejection extends Rejection {

    record OrderNotFound(OrderId orderId) implements OrderRejection {
        @Override
        public Kind kind() {
            return Kind.NOT_FOUND;
        }

        @Override
        public String explanation() {
            return "There is no order " + orderId + ".";
        }
    }

    record OrderAlreadyCancelled(OrderId orderId, Instant cancelledAt) implements OrderRejection {
        @Override
        public Kind kind() {
            return Kind.CONFLICT;
        }

        @Override
        public String explanation() {
            return "The order was cancelled before.";
        }
    }

    record OrderAlreadyAccepted(OrderId orderId, Instant acceptedAt) implements OrderRejection {
        @Override
        public Kind kind() {
            return Kind.CONFLICT;
        }

        @Override
        public String explanation() {
            return "The order was accepted before.";
        }
    }

    /** Accepted too late: its time had come, also where its cancellation is still under way. */
    record OrderExpired(OrderId orderId, Instant expiresAt) implements OrderRejection {
        @Override
        public Kind kind() {
            return Kind.CONFLICT;
        }

        @Override
        public String explanation() {
            return "The order has expired.";
        }
    }

    /** @param expiresAt absent where the order does not expire at all */
    record OrderNotDue(OrderId orderId, @Nullable Instant expiresAt) implements OrderRejection {
        @Override
        public Kind kind() {
            return Kind.CONFLICT;
        }

        @Override
        public String explanation() {
            return "The time of the order has not come.";
        }
    }

    record LineCountOutOfRange(int lines, int max) implements OrderRejection {
        @Override
        public Kind kind() {
            return Kind.RULE_BROKEN;
        }

        @Override
        public String explanation() {
            return "An order has 1 to " + max + " lines, not " + lines + ".";
        }
    }

    /** @param currencies the currencies of the prices that differ from the order's, by code */
    record MixedCurrencies(Currency currency, List<Currency> currencies) implements OrderRejection {
        public MixedCurrencies {
            currencies = List.copyOf(currencies);
        }

        @Override
        public Kind kind() {
            return Kind.RULE_BROKEN;
        }

        @Override
        public String explanation() {
            return "All prices of an order are in its currency, " + currency + ".";
        }
    }
}
