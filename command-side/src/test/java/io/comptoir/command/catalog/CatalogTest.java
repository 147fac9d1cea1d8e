package io.comptoir.command.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.command.CommandScenario;
import io.comptoir.contract.catalog.CatalogRejection.ProductCountOutOfRange;
import io.comptoir.contract.catalog.CatalogRejection.ProductNotFound;
import io.comptoir.contract.catalog.CatalogRejection.SkuAlreadyRegistered;
import io.comptoir.contract.catalog.ProductRegistered;
import io.comptoir.contract.catalog.ProductRepriced;
import io.comptoir.contract.catalog.RegisterProduct;
import io.comptoir.contract.catalog.RegisterProducts;
import io.comptoir.contract.catalog.RegisterProducts.NewProduct;
import io.comptoir.contract.catalog.RegisterProducts.Registered;
import io.comptoir.contract.catalog.RepriceProduct;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;
import java.util.Currency;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CatalogTest {

    private static final Sku CUP = new Sku("CUP");
    private static final Note NAME = new Note("A cup");

    private final CommandScenario scenario = new CommandScenario();
    private final TenantId tenant = scenario.tenantId();

    @Test
    void registersAProduct() {
        scenario.when(new RegisterProduct(tenant, CUP, NAME, gbp("3.00")))
                .then(new ProductRegistered(tenant, CUP, NAME, gbp("3.00")));
    }

    @Test
    void registersASkuOnce() {
        scenario.given(new ProductRegistered(tenant, CUP, NAME, gbp("3.00")))
                .when(new RegisterProduct(tenant, CUP, new Note("Another cup"), gbp("4.00")))
                .thenRefused(new SkuAlreadyRegistered(CUP));
    }

    @Test
    void tellsSkusApartByCase() {
        scenario.given(new ProductRegistered(tenant, CUP, NAME, gbp("3.00")))
                .when(new RegisterProduct(tenant, new Sku("cup"), NAME, gbp("3.00")))
                .then(new ProductRegistered(tenant, new Sku("cup"), NAME, gbp("3.00")));
    }

    @Test
    void registersWhatIsMissingOfAList() {
        Sku mug = new Sku("MUG");
        Sku bowl = new Sku("BOWL");
        RegisterProducts list = new RegisterProducts(
                tenant,
                List.of(
                        new NewProduct(mug, new Note("A mug"), gbp("2.00")),
                        new NewProduct(CUP, new Note("Another cup"), gbp("4.00")),
                        new NewProduct(bowl, new Note("A bowl"), gbp("1.00")),
                        new NewProduct(bowl, new Note("Another bowl"), gbp("9.00"))));
        scenario.given(new ProductRegistered(tenant, CUP, NAME, gbp("3.00")))
                .when(list)
                .then(
                        new ProductRegistered(tenant, bowl, new Note("A bowl"), gbp("1.00")),
                        new ProductRegistered(tenant, mug, new Note("A mug"), gbp("2.00")));
        assertThat(scenario.<Registered>outcome()).isEqualTo(new Registered(List.of(bowl, mug)));

        scenario.when(list).thenRepeated();
        assertThat(scenario.<Registered>outcome()).isEqualTo(new Registered(List.of()));
    }

    @Test
    void registersAListOfOneToAThousandProducts() {
        scenario.when(new RegisterProducts(tenant, List.of())).thenRefused(new ProductCountOutOfRange(0, 1_000));
        scenario.when(new RegisterProducts(tenant, products(1_001)))
                .thenRefused(new ProductCountOutOfRange(1_001, 1_000));

        scenario.when(new RegisterProducts(tenant, products(1_000)));
        assertThat(scenario.appended()).hasSize(1_000);
    }

    private static List<NewProduct> products(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new NewProduct(new Sku("SKU-" + i), NAME, gbp("3.00")))
                .toList();
    }

    @Test
    void repricesAndRecordsThePriceBefore() {
        scenario.given(new ProductRegistered(tenant, CUP, NAME, gbp("3.00")))
                .when(new RepriceProduct(tenant, CUP, gbp("3.50")))
                .then(new ProductRepriced(tenant, CUP, gbp("3.50"), gbp("3.00")));
    }

    @Test
    void recordsNothingWhenThePriceStaysTheSame() {
        scenario.given(new ProductRegistered(tenant, CUP, NAME, gbp("3.00")))
                .when(new RepriceProduct(tenant, CUP, gbp("3.00")));

        assertThat(scenario.appended()).isEmpty();
    }

    @Test
    void repricesNothingUnknown() {
        scenario.when(new RepriceProduct(tenant, CUP, gbp("3.50"))).thenRefused(new ProductNotFound(CUP));
    }

    private static Money gbp(String amount) {
        return Money.of(amount, Currency.getInstance("GBP"));
    }
}
