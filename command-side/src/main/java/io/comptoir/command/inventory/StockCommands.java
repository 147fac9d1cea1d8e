package io.comptoir.command.inventory;

import io.comptoir.command.catalog.Catalog;
import io.comptoir.contract.Decision;
import io.comptoir.contract.Rejection;
import io.comptoir.contract.inventory.AdjustStock;
import io.comptoir.contract.inventory.AdjustmentLine;
import io.comptoir.contract.inventory.AdjustmentsBooked;
import io.comptoir.contract.inventory.BookAdjustments;
import io.comptoir.contract.inventory.InventoryRejection;
import io.comptoir.contract.inventory.InventoryRejection.LineCountOutOfRange;
import io.comptoir.contract.inventory.ReceiveStock;
import io.comptoir.contract.inventory.StockEvent;
import io.comptoir.contract.inventory.StockState;
import io.comptoir.contract.inventory.Supply;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.Streams;
import java.util.List;
import java.util.Optional;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

@Component
class StockCommands {

    private final Stock stock;
    private final Catalog catalog;
    private final Repository<AdjustmentDocument> documents;

    StockCommands(Stock stock, Catalog catalog, Repository<AdjustmentDocument> documents) {
        this.stock = stock;
        this.catalog = catalog;
        this.documents = documents;
    }

    @CommandHandler
    Decision<StockState> receive(ReceiveStock command) throws Exception {
        Optional<? extends Rejection> unknown = unknown(command.tenantId(), List.of(command.sku()));
        if (unknown.isPresent()) {
            return Decision.refused(unknown.get());
        }
        StockHold hold = stock.hold(command.tenantId(), List.of(command.sku()));
        Optional<InventoryRejection> refusal =
                hold.receive(command.sku(), command.location(), command.quantity(), command.reference());
        return conclude(command.tenantId(), command.sku(), hold, refusal);
    }

    @CommandHandler
    Decision<StockState> adjust(AdjustStock command) throws Exception {
        Optional<? extends Rejection> unknown = unknown(command.tenantId(), List.of(command.sku()));
        if (unknown.isPresent()) {
            return Decision.refused(unknown.get());
        }
        StockHold hold = stock.hold(command.tenantId(), List.of(command.sku()));
        Optional<InventoryRejection> refusal =
                hold.adjust(command.sku(), command.location(), command.delta(), command.reason());
        return conclude(command.tenantId(), command.sku(), hold, refusal);
    }

    private static Decision<StockState> conclude(
            TenantId tenantId, Sku sku, StockHold hold, Optional<InventoryRejection> refusal) throws Exception {
        if (refusal.isPresent()) {
            return Decision.refused(refusal.get());
        }
        hold.carryOut();
        StockState state = hold.state(sku);
        return Decision.accepted(state, StockEvent.streamOf(tenantId, sku), state.version());
    }

    /** Answers what is booked under the document's id, which for a repetition may differ from what is asked now. */
    @CommandHandler
    Decision<AdjustmentsBooked> book(BookAdjustments command) throws Exception {
        StreamId stream = AdjustmentsBooked.streamOf(command.tenantId(), command.channel(), command.externalId());
        Optional<Aggregate<AdjustmentDocument>> first = Streams.load(documents, stream);
        if (first.isPresent()) {
            return Decision.repeated(first.get().invoke(AdjustmentDocument::booked), stream, 1);
        }
        if (command.lines().isEmpty() || command.lines().size() > BookAdjustments.MAX_LINES) {
            return Decision.refused(new LineCountOutOfRange(command.lines().size(), BookAdjustments.MAX_LINES));
        }
        List<Sku> skus = command.lines().stream().map(AdjustmentLine::sku).toList();
        Optional<? extends Rejection> unknown = unknown(command.tenantId(), skus);
        if (unknown.isPresent()) {
            return Decision.refused(unknown.get());
        }
        StockHold hold = stock.hold(command.tenantId(), skus);
        for (AdjustmentLine line : command.lines()) {
            Optional<InventoryRejection> refusal = plan(hold, line, command);
            if (refusal.isPresent()) {
                return Decision.refused(refusal.get());
            }
        }
        hold.carryOut();
        AdjustmentsBooked booked =
                documents.newInstance(() -> new AdjustmentDocument(command)).invoke(AdjustmentDocument::booked);
        return Decision.accepted(booked, stream, 1);
    }

    private static Optional<InventoryRejection> plan(StockHold hold, AdjustmentLine line, BookAdjustments command) {
        int writtenOff = -line.delta().value();
        Optional<InventoryRejection> refusal = Optional.empty();
        if (writtenOff > 0 && command.supply() == Supply.RECEIVED_FIRST) {
            Note reference = new Note(command.externalId().value());
            refusal = hold.receive(line.sku(), line.location(), new Quantity(writtenOff), reference);
        }
        return refusal.or(() -> hold.adjust(line.sku(), line.location(), line.delta(), line.reason()));
    }

    private Optional<? extends Rejection> unknown(TenantId tenantId, List<Sku> skus) {
        return Catalog.missing(skus, catalog.find(tenantId, skus));
    }
}
