package io.comptoir.command.imports;

import io.comptoir.contract.Command;
import io.comptoir.contract.Decision;
import io.comptoir.contract.catalog.RegisterProducts;
import io.comptoir.contract.catalog.RegisterProducts.NewProduct;
import io.comptoir.contract.imports.ImportTally;
import io.comptoir.contract.imports.RejectedRow;
import io.comptoir.contract.inventory.AdjustmentLine;
import io.comptoir.contract.inventory.AdjustmentsBooked;
import io.comptoir.contract.inventory.BookAdjustments;
import io.comptoir.contract.inventory.Supply;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.contract.orders.PlaceOrder;
import io.comptoir.contract.values.ExternalId;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Turns one invoice after the other into commands: its products, its order, its adjustments.
 *
 * <p>Each of the commands can be sent again: products that are there stay as they are, and the streams of an order and of a
 * document of adjustments are named after the invoice, so that the event store itself has each of them once, together with
 * the stock that it receives. Therefore it does not matter after which of them the server was killed, nor whether the file
 * was sent before.
 */
final class InvoiceImport {

    /** How many SKUs are remembered as registered, about 10 MB; forgetting them costs a command that changes nothing. */
    private static final int MAX_REMEMBERED_SKUS = 100_000;

    /** Sends a command until it is decided. The step names it within the import. */
    interface Sender {
        <T> Decision<T> send(Command command, String... step);
    }

    /**
     * What became of an invoice.
     *
     * @param tally    all its rows
     * @param rejected those that became nothing, in their order; as many as an import shows
     */
    record Settled(ImportTally tally, List<RejectedRow> rejected) {
        Settled {
            rejected = List.copyOf(rejected);
        }
    }

    private final TenantId tenantId;
    private final Sender sender;
    private final ProductNames namesInFile;
    private final Set<Sku> registered = new HashSet<>();

    InvoiceImport(TenantId tenantId, Sender sender, ProductNames namesInFile) {
        this.tenantId = tenantId;
        this.sender = sender;
        this.namesInFile = namesInFile;
    }

    Settled settle(Invoice invoice) {
        Optional<String> refusal = invoice.refusal();
        if (refusal.isPresent()) {
            return new Settled(
                    new ImportTally(invoice.rows(), 0, 0, 0, 0, 0, invoice.rows()), invoice.allRejected(refusal.get()));
        }
        registerProducts(invoice);
        Optional<String> noOrder = invoice.orderLines().isEmpty() ? Optional.empty() : placeOrder(invoice);
        Optional<String> noAdjustments = invoice.adjustments().isEmpty() ? Optional.empty() : bookAdjustments(invoice);
        return settled(invoice, noOrder, noAdjustments);
    }

    private static Settled settled(Invoice invoice, Optional<String> noOrder, Optional<String> noAdjustments) {
        List<RejectedRow> rejected = new ArrayList<>(invoice.unusable());
        noOrder.ifPresent(why -> invoice.orderLines().forEach(line -> rejected.add(new RejectedRow(line.row(), why))));
        noAdjustments.ifPresent(why ->
                invoice.adjustments().forEach(line -> rejected.add(new RejectedRow(line.row(), why))));
        rejected.sort(Comparator.comparingLong(RejectedRow::row));
        int lines = noOrder.isEmpty() ? invoice.orderLines().size() : 0;
        int adjustments = noAdjustments.isEmpty() ? invoice.adjustments().size() : 0;
        return new Settled(
                new ImportTally(
                        invoice.rows(),
                        lines > 0 ? 1 : 0,
                        lines,
                        adjustments,
                        0,
                        0,
                        invoice.rows() - lines - adjustments),
                rejected);
    }

    private void registerProducts(Invoice invoice) {
        Set<Sku> skus = new TreeSet<>();
        ProductNames namesInInvoice = new ProductNames(2 * Invoice.MAX_LINES);
        for (Invoice.Line<RetailRow.OrderLine> line : invoice.orderLines()) {
            skus.add(line.content().line().sku());
            namesInInvoice.learnFrom(line.content());
        }
        for (Invoice.Line<RetailRow.Adjustment> line : invoice.adjustments()) {
            skus.add(line.content().line().sku());
            namesInInvoice.learnFrom(line.content());
        }
        skus.removeAll(registered);
        List<NewProduct> products = skus.stream()
                .map(sku -> namesInFile
                        .product(sku)
                        .or(() -> namesInInvoice.product(sku))
                        .orElseThrow())
                .toList();
        for (int from = 0; from < products.size(); from += RegisterProducts.MAX_PRODUCTS) {
            int to = Math.min(from + RegisterProducts.MAX_PRODUCTS, products.size());
            requireAccepted(sender.send(
                    new RegisterProducts(tenantId, products.subList(from, to)),
                    invoice.number(),
                    "products",
                    Integer.toString(from)));
        }
        if (registered.size() + skus.size() > MAX_REMEMBERED_SKUS) {
            registered.clear();
        }
        registered.addAll(skus);
    }

    /** @return why the invoice's lines are not the order's; empty if they are, from now on or since an earlier import */
    private Optional<String> placeOrder(Invoice invoice) {
        PlaceOrder command = orderOf(invoice);
        Decision<OrderState> decision = sender.send(command, invoice.number(), "order");
        return switch (decision) {
            case Decision.Refused<OrderState> refused ->
                Optional.of("invoice " + invoice.number() + ": "
                        + refused.rejection().explanation());
            case Decision.Accepted<OrderState> accepted ->
                difference(accepted.outcome(), command)
                        .map(what -> "invoice " + invoice.number() + " was imported before with " + what);
        };
    }

    private PlaceOrder orderOf(Invoice invoice) {
        ExternalId number = new ExternalId(invoice.number());
        RetailRow.OrderLine first = invoice.orderLines().getFirst().content();
        return new PlaceOrder(
                tenantId,
                OrderId.ofExternal(tenantId, OnlineRetail.CHANNEL, number),
                OnlineRetail.CHANNEL,
                number,
                OnlineRetail.CURRENCY,
                first.customer(),
                first.placedAt(),
                null,
                invoice.orderLines().stream().map(line -> line.content().line()).toList(),
                Supply.RECEIVED_FIRST);
    }

    // The order may be from an earlier file, or another sender's. Then its rows must not count as imported: what the
    // file
    // says would be nowhere.
    private static Optional<String> difference(OrderState order, PlaceOrder wanted) {
        List<PlaceOrder.Line> lines = order.lines().stream()
                .map(line -> new PlaceOrder.Line(line.sku(), line.quantity(), line.unitPrice()))
                .toList();
        if (!lines.equals(wanted.lines())) {
            return Optional.of("other lines");
        }
        if (!order.placedAt().equals(wanted.placedAt())) {
            return Optional.of("another date");
        }
        // The file has neither a name nor an address, so the rest of the customer is in the clear.
        return Objects.equals(order.customer().reference(), wanted.customer().reference())
                        && Objects.equals(
                                order.customer().country(), wanted.customer().country())
                ? Optional.empty()
                : Optional.of("another customer or country");
    }

    /** @return why the invoice's adjustments are not what is booked; empty if they are */
    private Optional<String> bookAdjustments(Invoice invoice) {
        List<AdjustmentLine> lines = invoice.adjustments().stream()
                .map(line -> line.content().line())
                .toList();
        Decision<AdjustmentsBooked> decision = sender.send(
                new BookAdjustments(
                        tenantId, OnlineRetail.CHANNEL, new ExternalId(invoice.number()), lines, Supply.RECEIVED_FIRST),
                invoice.number(),
                "adjustments");
        return switch (decision) {
            case Decision.Refused<AdjustmentsBooked> refused ->
                Optional.of("invoice " + invoice.number() + ": "
                        + refused.rejection().explanation());
            case Decision.Accepted<AdjustmentsBooked> accepted ->
                accepted.outcome().lines().equals(lines)
                        ? Optional.empty()
                        : Optional.of("invoice " + invoice.number() + " was imported before with other adjustments");
        };
    }

    private static void requireAccepted(Decision<?> decision) {
        if (decision instanceof Decision.Refused<?> refused) {
            throw new IllegalStateException("a command of the import was refused: "
                    + refused.rejection().explanation());
        }
    }
}
