package io.comptoir.contract.catalog;

import io.comptoir.contract.Rejection;
import io.comptoir.contract.values.Sku;
import java.util.List;
import java.util.stream.Collectors;

/** Why a command was refused for the sake of the catalogue. */
public sealed interface CatalogRejection extends Rejection {

    record SkuAlreadyRegistered(Sku sku) implements CatalogRejection {
        @Override
        public Kind kind() {
            return Kind.CONFLICT;
        }

        @Override
        public String explanation() {
            return "A product with the SKU " + sku + " is registered already.";
        }
    }

    record ProductCountOutOfRange(int products, int max) implements CatalogRejection {
        @Override
        public Kind kind() {
            return Kind.RULE_BROKEN;
        }

        @Override
        public String explanation() {
            return "A list has 1 to " + max + " products, not " + products + ".";
        }
    }

    record ProductNotFound(Sku sku) implements CatalogRejection {
        @Override
        public Kind kind() {
            return Kind.NOT_FOUND;
        }

        @Override
        public String explanation() {
            return "There is no product with the SKU " + sku + ".";
        }
    }

    /** @param skus the SKUs that no product is registered for, in their order */
    record UnknownSku(List<Sku> skus) implements CatalogRejection {
        public UnknownSku {
            skus = List.copyOf(skus);
        }

        @Override
        public Kind kind() {
            return Kind.RULE_BROKEN;
        }

        @Override
        public String explanation() {
            return "No product is registered for "
                    + skus.stream().map(Sku::value).collect(Collectors.joining(", ")) + ".";
        }
    }
}
