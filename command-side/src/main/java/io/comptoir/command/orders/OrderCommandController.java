package io.comptoir.command.orders;

import io.comptoir.contract.access.Permission;
import io.comptoir.contract.inventory.Supply;
import io.comptoir.contract.orders.AcceptOrder;
import io.comptoir.contract.orders.CancelOrder;
import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.contract.orders.PlaceOrder;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.Country;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.ExternalId;
import io.comptoir.contract.values.InvalidValue;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.http.Answers;
import io.comptoir.platform.http.Fields;
import io.comptoir.platform.http.MoneyField;
import io.comptoir.platform.http.Problem;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.messaging.KeyedRequest;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
@RequestMapping(path = "/v1/orders", produces = MediaType.APPLICATION_JSON_VALUE)
class OrderCommandController {

    /** An order comes from the past; a little future is the sender's clock. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofHours(24);

    private static final Instant OLDEST = Instant.parse("1970-01-01T00:00:00Z");

    /** The longest that an order may wait to be accepted; what waits longer wants no timer. */
    private static final Duration MAX_EXPIRY = Duration.ofDays(366);

    private final Commands commands;
    private final Answers answers;
    private final Clock clock;

    OrderCommandController(Commands commands, Answers answers, Clock clock) {
        this.commands = commands;
        this.answers = answers;
        this.clock = clock;
    }

    record NewOrder(
            @Nullable String channel,
            @Nullable String externalId,
            @Nullable String currency,
            @Nullable NewCustomer customer,
            @Nullable Instant placedAt,
            @Nullable Instant expiresAt,
            @Nullable List<@Nullable NewLine> lines) {}

    record NewCustomer(
            @Nullable String reference,
            @Nullable String name,
            @Nullable String email,
            @Nullable String country) {}

    record NewLine(
            @Nullable String sku,
            @Nullable BigInteger quantity,
            @Nullable MoneyField unitPrice) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Requires(Permission.ORDERS_WRITE)
    ResponseEntity<OrderState> place(Caller caller, @RequestBody NewOrder order) {
        return answers.created(
                commands.<OrderState>send(command(caller.tenantId(), order), caller.actor()),
                state -> UriComponentsBuilder.fromPath("/v1/orders/{id}").build(state.id()),
                state -> state);
    }

    private PlaceOrder command(TenantId tenantId, NewOrder order) {
        Instant now = clock.instant();
        Channel channel = Fields.required("channel", order.channel(), Channel::new);
        @Nullable ExternalId externalId = Fields.optional("externalId", order.externalId(), ExternalId::new);
        return new PlaceOrder(
                tenantId,
                externalId == null ? newId(now) : OrderId.ofExternal(tenantId, channel, externalId),
                channel,
                externalId,
                Fields.required("currency", order.currency(), Money::currency),
                customer(order.customer()),
                placedAt(order.placedAt(), now),
                expiresAt(order.expiresAt(), now),
                lines(order.lines()),
                Supply.FROM_STOCK);
    }

    private static OrderId newId(Instant now) {
        return KeyedRequest.current()
                .map(request -> new OrderId(request.idOf("order")))
                .orElseGet(() -> OrderId.next(now));
    }

    private static Customer customer(@Nullable NewCustomer customer) {
        return customer == null
                ? Customer.UNKNOWN
                : new Customer(
                        Fields.optional("customer.reference", customer.reference(), DataSubjectId::chosen),
                        Fields.optional("customer.name", customer.name(), Note::new),
                        Fields.optional("customer.email", customer.email(), Note::new),
                        Fields.optional("customer.country", customer.country(), Country::new));
    }

    private static Instant placedAt(@Nullable Instant given, Instant now) {
        Instant latest = now.plus(CLOCK_TOLERANCE);
        return Objects.requireNonNullElse(
                Fields.optional("placedAt", given, instant -> {
                    if (instant.isBefore(OLDEST) || instant.isAfter(latest)) {
                        throw new InvalidValue("must be between " + OLDEST + " and 24 hours from now");
                    }
                    return instant.truncatedTo(ChronoUnit.MILLIS);
                }),
                now);
    }

    private static @Nullable Instant expiresAt(@Nullable Instant given, Instant now) {
        Instant latest = now.plus(MAX_EXPIRY);
        return Fields.optional("expiresAt", given, instant -> {
            if (!instant.isAfter(now) || instant.isAfter(latest)) {
                throw new InvalidValue("must be in the future, at most " + MAX_EXPIRY.toDays() + " days from now");
            }
            return instant.truncatedTo(ChronoUnit.MILLIS);
        });
    }

    private static List<PlaceOrder.Line> lines(@Nullable List<@Nullable NewLine> lines) {
        if (lines == null) {
            throw Problem.malformed("lines", "is required");
        }
        List<PlaceOrder.Line> read = new ArrayList<>(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            String field = "lines[" + i + "]";
            NewLine line = Fields.required(field, lines.get(i), raw -> raw);
            read.add(new PlaceOrder.Line(
                    Fields.required(field + ".sku", line.sku(), Sku::new),
                    Fields.number(field + ".quantity", line.quantity(), Quantity::new),
                    MoneyField.unitPrice(field + ".unitPrice", line.unitPrice())));
        }
        return read;
    }

    record Cancellation(@Nullable String reason) {}

    @PostMapping(path = "/{id}/cancel", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Requires(Permission.ORDERS_WRITE)
    ResponseEntity<OrderState> cancel(Caller caller, @PathVariable String id, @RequestBody Cancellation cancellation) {
        CancelOrder command = new CancelOrder(
                caller.tenantId(),
                orderId(id),
                Fields.required("reason", cancellation.reason(), Note::new),
                clock.instant());
        return answers.ok(commands.<OrderState>send(command, caller.actor()), state -> state);
    }

    /** Says nothing yet; a body is not needed. */
    record Acceptance() {}

    @Requires(Permission.ORDERS_WRITE)
    @PostMapping(path = "/{id}/accept")
    ResponseEntity<OrderState> accept(
            Caller caller, @PathVariable String id, @RequestBody(required = false) @Nullable Acceptance acceptance) {
        AcceptOrder command = new AcceptOrder(caller.tenantId(), orderId(id), clock.instant());
        return answers.ok(commands.<OrderState>send(command, caller.actor()), state -> state);
    }

    /** Text that is no order id names no order. */
    private static OrderId orderId(String text) {
        try {
            return OrderId.of(text);
        } catch (InvalidValue e) {
            throw Problem.notFound("order");
        }
    }
}
