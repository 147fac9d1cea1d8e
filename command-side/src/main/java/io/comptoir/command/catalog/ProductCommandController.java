package io.comptoir.command.catalog;

import io.comptoir.contract.access.Permission;
import io.comptoir.contract.catalog.ProductState;
import io.comptoir.contract.catalog.RegisterProduct;
import io.comptoir.contract.catalog.RepriceProduct;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Sku;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.http.Answers;
import io.comptoir.platform.http.Fields;
import io.comptoir.platform.http.MoneyField;
import io.comptoir.platform.messaging.Commands;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

@RestController
@RequestMapping(path = "/v1/products", produces = MediaType.APPLICATION_JSON_VALUE)
class ProductCommandController {

    private final Commands commands;
    private final Answers answers;

    ProductCommandController(Commands commands, Answers answers) {
        this.commands = commands;
        this.answers = answers;
    }

    record NewProduct(
            @Nullable String sku,
            @Nullable String name,
            @Nullable MoneyField price) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Requires(Permission.PRODUCTS_WRITE)
    ResponseEntity<ProductState> register(Caller caller, @RequestBody NewProduct product) {
        RegisterProduct command = new RegisterProduct(
                caller.tenantId(),
                Fields.required("sku", product.sku(), Sku::new),
                Fields.required("name", product.name(), Note::new),
                MoneyField.unitPrice("price", product.price()));
        return answers.created(
                commands.<ProductState>send(command, caller.actor()),
                state -> UriComponentsBuilder.fromPath("/v1/products/{sku}").build(state.sku()),
                state -> state);
    }

    record NewPrice(@Nullable MoneyField price) {}

    @PostMapping(path = "/{sku}/price", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Requires(Permission.PRODUCTS_WRITE)
    ResponseEntity<ProductState> reprice(Caller caller, @PathVariable String sku, @RequestBody NewPrice body) {
        RepriceProduct command = new RepriceProduct(
                caller.tenantId(), Fields.required("sku", sku, Sku::new), MoneyField.unitPrice("price", body.price()));
        return answers.ok(commands.<ProductState>send(command, caller.actor()), state -> state);
    }
}
