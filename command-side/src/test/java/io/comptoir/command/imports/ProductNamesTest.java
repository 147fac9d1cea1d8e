package io.comptoir.command.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.catalog.RegisterProducts.NewProduct;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Sku;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProductNamesTest {

    private static final Sku CUP = new Sku("CUP");

    private final ProductNames names = new ProductNames(2);

    @Test
    void callsAProductWhatItsFirstSaleSaysBeforeWhatACorrectionSays() {
        learn("CUP", "damaged", "0");
        learn("CUP", "", "2.50");
        learn("CUP", "A cup", "3.00");
        learn("CUP", "A mug", "4.00");

        assertThat(names.product(CUP)).hasValue(product("A cup", "2.50"));
    }

    @Test
    void callsAProductThatWasNeverSoldWhatItsCorrectionSays() {
        learn("CUP", "", "0");
        learn("CUP", "found", "0");

        assertThat(names.product(CUP)).hasValue(product("found", "0"));
    }

    @Test
    void callsAProductThatNobodyDescribesByItsSku() {
        learn("CUP", "", "2.50");

        assertThat(names.product(CUP)).hasValue(product("CUP", "2.50"));
    }

    @Test
    void remembersNoMoreThanItsLimit() {
        learn("A", "a", "1");
        learn("B", "b", "1");
        learn("C", "c", "1");
        learn("A", "other", "2");

        assertThat(names.product(new Sku("A"))).isPresent();
        assertThat(names.product(new Sku("B"))).isPresent();
        assertThat(names.product(new Sku("C"))).isEmpty();
    }

    private void learn(String sku, String description, String price) {
        names.learnFrom(OnlineRetail.read(List.of("1", sku, description, "6", "12/1/10 8:26", price, "", "")));
    }

    private static NewProduct product(String name, String price) {
        return new NewProduct(CUP, new Note(name), Money.of(price, OnlineRetail.CURRENCY));
    }
}
