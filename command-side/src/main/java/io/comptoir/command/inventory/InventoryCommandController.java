package io.comptoir.command.inventory;

import io.comptoir.contract.access.Permission;
import io.comptoir.contract.inventory.AdjustStock;
import io.comptoir.contract.inventory.ReceiveStock;
import io.comptoir.contract.inventory.StockResponse;
import io.comptoir.contract.inventory.StockState;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.StockDelta;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.http.Answers;
import io.comptoir.platform.http.Fields;
import io.comptoir.platform.messaging.Commands;
import java.math.BigInteger;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/v1/inventory/{sku}", produces = MediaType.APPLICATION_JSON_VALUE)
class InventoryCommandController {

    private final Commands commands;
    private final Answers answers;

    InventoryCommandController(Commands commands, Answers answers) {
        this.commands = commands;
        this.answers = answers;
    }

    record Receipt(
            @Nullable String location,
            @Nullable BigInteger quantity,
            @Nullable String reference) {}

    @PostMapping(path = "/receipts", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Requires(Permission.INVENTORY_WRITE)
    ResponseEntity<StockResponse> receive(Caller caller, @PathVariable String sku, @RequestBody Receipt receipt) {
        ReceiveStock command = new ReceiveStock(
                caller.tenantId(),
                Fields.required("sku", sku, Sku::new),
                location(receipt.location()),
                Fields.number("quantity", receipt.quantity(), Quantity::new),
                Fields.optional("reference", receipt.reference(), Note::new));
        return answers.ok(commands.<StockState>send(command, caller.actor()), StockResponse::of);
    }

    record Adjustment(
            @Nullable String location,
            @Nullable BigInteger delta,
            @Nullable String reason) {}

    @PostMapping(path = "/adjustments", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Requires(Permission.INVENTORY_WRITE)
    ResponseEntity<StockResponse> adjust(Caller caller, @PathVariable String sku, @RequestBody Adjustment adjustment) {
        AdjustStock command = new AdjustStock(
                caller.tenantId(),
                Fields.required("sku", sku, Sku::new),
                location(adjustment.location()),
                Fields.number("delta", adjustment.delta(), StockDelta::new),
                Fields.required("reason", adjustment.reason(), Note::new));
        return answers.ok(commands.<StockState>send(command, caller.actor()), StockResponse::of);
    }

    private static Location location(@Nullable String name) {
        return Objects.requireNonNullElse(Fields.optional("location", name, Location::new), Location.MAIN);
    }
}
