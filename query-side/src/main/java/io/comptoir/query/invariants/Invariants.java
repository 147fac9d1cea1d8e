package io.comptoir.query.invariants;

import static com.mongodb.client.model.Filters.empty;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Sorts.ascending;

import co.elastic.clients.elasticsearch._types.FieldValue;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.core.SearchRequest;
import co.elastic.clients.elasticsearch.core.SearchResponse;
import co.elastic.clients.elasticsearch.core.search.Hit;
import io.comptoir.contract.catalog.ProductEvent;
import io.comptoir.contract.catalog.ProductState;
import io.comptoir.contract.effects.EffectEvent;
import io.comptoir.contract.effects.EffectState;
import io.comptoir.contract.imports.ImportEvent;
import io.comptoir.contract.imports.ImportState;
import io.comptoir.contract.inventory.StockEvent;
import io.comptoir.contract.inventory.StockLevel;
import io.comptoir.contract.inventory.StockState;
import io.comptoir.contract.orders.OrderEvent;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.StoredStream;
import io.comptoir.platform.messaging.StreamPositions;
import io.comptoir.platform.tenancy.TenantScope;
import io.comptoir.projection.audit.AuditEntries;
import io.comptoir.projection.catalog.ProductSearchEntries;
import io.comptoir.projection.catalog.ProductSearchEntry;
import io.comptoir.projection.catalog.ProductViews;
import io.comptoir.projection.effects.EffectViews;
import io.comptoir.projection.elasticsearch.SearchIndex;
import io.comptoir.projection.imports.ImportViews;
import io.comptoir.projection.inventory.StockViews;
import io.comptoir.projection.mongodb.Views;
import io.comptoir.projection.orders.OrderSearchEntries;
import io.comptoir.projection.orders.OrderSearchEntry;
import io.comptoir.projection.orders.OrderViews;
import io.comptoir.projection.proof.HistoryVerification;
import io.comptoir.projection.replay.Progress;
import io.comptoir.projection.replay.ReadModel;
import io.comptoir.projection.replay.ReadModels;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * The invariants I1 to I8, checked for one organization against its events. Tests and operators run the same check. It may run
 * beside the normal work: what is stored while it runs is left out. Memory grows with the number of commands alone, by some bytes
 * each; the time is limited, and what was left out is said.
 */
@Component
public final class Invariants {

    /** For all of them but the proof, which has its own. */
    static final Duration TIME_LIMIT = Duration.ofSeconds(45);

    private static final Duration CATCH_UP_LIMIT = Duration.ofSeconds(5);
    private static final int PAGE = 200;

    private final StoredStream stream;
    private final StreamPositions positions;
    private final EventStore events;
    private final ProductViews products;
    private final StockViews stocks;
    private final OrderViews orders;
    private final ImportViews imports;
    private final EffectViews effectViews;
    private final Searched<ProductState, ProductSearchEntry> productSearch;
    private final Searched<OrderState, OrderSearchEntry> orderSearch;
    private final AuditEntries eventSearch;
    private final Progress progress;
    private final ObjectProvider<HistoryVerification> history;

    Invariants(
            StoredStream stream,
            StreamPositions positions,
            EventStore events,
            ProductViews products,
            StockViews stocks,
            OrderViews orders,
            ImportViews imports,
            EffectViews effectViews,
            ProductSearchEntries productSearch,
            OrderSearchEntries orderSearch,
            AuditEntries eventSearch,
            Progress progress,
            ObjectProvider<HistoryVerification> history) {
        this.stream = stream;
        this.positions = positions;
        this.events = events;
        this.products = products;
        this.stocks = stocks;
        this.orders = orders;
        this.imports = imports;
        this.effectViews = effectViews;
        this.productSearch = new Searched<>(
                ReadModels.PRODUCTS_SEARCH,
                productSearch.index(),
                "sku",
                ProductSearchEntry::sku,
                ProductSearchEntry::tenant,
                ProductSearchEntry::state);
        this.orderSearch = new Searched<>(
                ReadModels.ORDERS_SEARCH,
                orderSearch.index(),
                "id",
                OrderSearchEntry::id,
                OrderSearchEntry::tenant,
                OrderSearchEntry::state);
        this.eventSearch = eventSearch;
        this.progress = progress;
        this.history = history;
    }

    /**
     * A read model to be searched, whose entries hold what the documents of another one are.
     *
     * @param keyField what an entry is found by
     */
    private record Searched<S, D>(
            ReadModel model,
            SearchIndex<D> index,
            String keyField,
            Function<D, String> key,
            Function<D, String> tenant,
            Function<D, S> state) {}

    /**
     * What one invariant came to.
     *
     * @param claim   what must be true, in words
     * @param checked how many things were looked at
     * @param details what breaks it, by ids, and what was left out; empty where everything was checked and holds
     */
    public record Result(String id, String claim, boolean holds, long checked, List<String> details) {
        public Result {
            details = List.copyOf(details);
        }
    }

    /** Checks all of them for an organization, in their order. */
    public List<Result> check(TenantId organization) {
        TenantScope.require(organization);
        Finding stock = new Finding("I1", "stock is never negative, and received = available + reserved + written off");
        Finding folds = new Finding("I2", "every read model is what its events make");
        Finding whole = new Finding("I3", "a command has all of its events, in one place, or none");
        Finding once = new Finding("I4", "one order for each external id");
        Finding billed = new Finding("I5", "billed usage is the usage there was");
        Finding proof = new Finding("I6", "the proofs verify");
        Finding apart = new Finding("I7", "nothing of one organization lies under another's key");
        Finding effects = new Finding("I8", "an effect happens at least once and is recognised by its id");
        Budget budget = new Budget(TIME_LIMIT);
        long head = positions.head();
        EventTrail trail = new EventTrail(stream, organization, whole, once, apart, effects);
        if (trail.walk(head, budget)) {
            new Comparison(organization, head, budget, trail, stock, folds, apart).run();
        } else {
            List.of(stock, folds, whole, once, apart, effects)
                    .forEach(each -> each.note("the time sufficed for the first " + trail.events() + " events only"));
        }
        billed.note("nothing is billed yet");
        verify(organization, proof);
        return List.of(
                stock.result(),
                folds.result(),
                whole.result(),
                once.result(),
                billed.result(),
                proof.result(),
                apart.result(),
                effects.result());
    }

    private void verify(TenantId organization, Finding proof) {
        @Nullable HistoryVerification verification = history.getIfAvailable();
        if (verification == null) {
            proof.note("this node has no vault, and so no log of the history");
            return;
        }
        HistoryVerification.Outcome outcome = verification.of(organization);
        proof.checked(outcome.checked());
        if (outcome.difference() != null) {
            proof.breach(outcome.difference().what() + " at index "
                    + outcome.difference().index() + ": " + outcome.difference().detail());
        }
        if (!outcome.complete()) {
            proof.note("the time sufficed for the first " + outcome.checked() + " events only");
        }
    }

    /** Compares the documents of one organization with what their events make. */
    private final class Comparison {

        private final TenantId organization;
        private final long head;
        private final Budget budget;
        private final EventTrail trail;
        private final Finding stock;
        private final Finding folds;
        private final Finding apart;

        Comparison(
                TenantId organization,
                long head,
                Budget budget,
                EventTrail trail,
                Finding stock,
                Finding folds,
                Finding apart) {
            this.organization = organization;
            this.head = head;
            this.budget = budget;
            this.trail = trail;
            this.stock = stock;
            this.folds = folds;
            this.apart = apart;
        }

        void run() {
            for (ReadModel model : List.of(
                    ReadModels.PRODUCTS,
                    ReadModels.INVENTORY,
                    ReadModels.ORDERS,
                    ReadModels.IMPORTS,
                    ReadModels.EFFECTS,
                    ReadModels.PRODUCTS_SEARCH,
                    ReadModels.ORDERS_SEARCH,
                    ReadModels.EVENTS_SEARCH)) {
                if (!progress.await(model, head, CATCH_UP_LIMIT)) {
                    folds.breach(model.name() + " has not reached position " + head + " within "
                            + CATCH_UP_LIMIT.toSeconds() + " s");
                    return;
                }
            }
            documents(
                    ReadModels.PRODUCTS,
                    products,
                    product -> product.sku().value(),
                    product -> ProductEvent.streamOf(organization, product.sku()),
                    ProductEvent.class,
                    ProductState::after,
                    ProductState::version,
                    trail.products(),
                    page -> compare(
                            productSearch, page, product -> product.sku().value(), ProductState::version));
            documents(
                    ReadModels.INVENTORY,
                    stocks,
                    state -> state.sku().value(),
                    state -> StockEvent.streamOf(organization, state.sku()),
                    StockEvent.class,
                    (before, event) -> (before == null ? StockState.none(event.sku()) : before).after(event),
                    StockState::version,
                    trail.stocks(),
                    page -> page.forEach(this::balance));
            documents(
                    ReadModels.ORDERS,
                    orders,
                    order -> order.id().toString(),
                    order -> order.id().streamOf(organization),
                    OrderEvent.class,
                    OrderState::after,
                    OrderState::version,
                    trail.orders(),
                    page -> compare(orderSearch, page, order -> order.id().toString(), OrderState::version));
            documents(
                    ReadModels.IMPORTS,
                    imports,
                    state -> state.id().toString(),
                    state -> state.id().streamOf(organization),
                    ImportEvent.class,
                    ImportState::after,
                    ImportState::version,
                    trail.imports(),
                    page -> {});
            documents(
                    ReadModels.EFFECTS,
                    effectViews,
                    effect -> effect.id().toString(),
                    effect -> effect.id().streamOf(organization),
                    EffectEvent.class,
                    EffectState::after,
                    EffectState::version,
                    trail.effects(),
                    page -> {});
            count(ReadModels.PRODUCTS_SEARCH, searchable(productSearch.index()::search), trail.products());
            count(ReadModels.ORDERS_SEARCH, searchable(orderSearch.index()::search), trail.orders());
            count(ReadModels.EVENTS_SEARCH, searchable(eventSearch.index()::search), trail.events());
        }

        private <S, E> void documents(
                ReadModel model,
                Views<S> views,
                Function<S, String> keyOf,
                Function<S, StreamId> streamOf,
                Class<E> eventType,
                BiFunction<@Nullable S, E, S> after,
                Function<S, Long> versionOf,
                long expected,
                Consumer<List<S>> andThen) {
            long count = 0;
            @Nullable String last = null;
            while (true) {
                if (budget.isSpent()) {
                    folds.note("the time sufficed for the first " + count + " documents of " + model.name() + " only");
                    return;
                }
                List<S> page = views.list(
                        organization, last == null ? empty() : gt(Views.ID, last), ascending(Views.ID), PAGE);
                for (S document : page) {
                    String name = model.name() + " " + keyOf.apply(document);
                    apart.expect(
                            views.find(organization, keyOf.apply(document)).isPresent(),
                            name + " is listed, but does not lie under its organization's key");
                    Optional<S> folded = fold(streamOf.apply(document), eventType, after, versionOf.apply(document));
                    folds.expect(folded.equals(Optional.of(document)), name + " is not what its events make");
                }
                andThen.accept(page);
                count += page.size();
                if (page.size() < PAGE) {
                    break;
                }
                last = ReadModel.documentId(organization, keyOf.apply(page.getLast()));
            }
            count(model, count, expected);
        }

        /** What was stored since the walk may be in a read model already, so it may have more than was counted. */
        private void count(ReadModel model, long count, long expected) {
            folds.expect(
                    count >= expected && (count == expected || positions.head() > head),
                    model.name() + " has " + count + " documents instead of " + expected);
        }

        /** The state after the first events, as many as made the document. */
        private <S, E> Optional<S> fold(
                StreamId of, Class<E> eventType, BiFunction<@Nullable S, E, S> after, long version) {
            TenantScope.require(TenantId.of(of.scope()));
            @Nullable S state = null;
            long seen = 0;
            List<? extends DomainEventMessage<?>> stored = events.readEvents(of.toString(), 0)
                    .asStream()
                    .limit(version)
                    .toList();
            for (DomainEventMessage<?> event : stored) {
                state = after.apply(state, eventType.cast(event.getPayload()));
                seen++;
            }
            return seen == version ? Optional.ofNullable(state) : Optional.empty();
        }

        private void balance(StockState state) {
            stock.expect(
                    state.received() == state.available() + state.reserved() + state.writtenOff(),
                    "the stock of " + state.sku() + " does not add up");
            stock.expect(
                    state.available() >= 0
                            && state.locations().stream()
                                    .map(StockLevel::available)
                                    .allMatch(units -> units >= 0),
                    "the stock of " + state.sku() + " is negative");
            stock.expect(
                    state.reserved() == trail.reserved(state.sku().value()) || positions.head() > head,
                    state.reserved() + " of " + state.sku() + " are reserved, and orders hold "
                            + trail.reserved(state.sku().value()));
        }

        /** Whether what is searched is what the documents are; it may be further than they were. */
        private <S, D> void compare(
                Searched<S, D> searched, List<S> page, Function<S, String> keyOf, Function<S, Long> versionOf) {
            if (page.isEmpty()) {
                return;
            }
            List<FieldValue> keys = page.stream()
                    .map(document -> FieldValue.of(keyOf.apply(document)))
                    .toList();
            Map<String, D> found = new HashMap<>();
            searched
                    .index()
                    .search(
                            organization,
                            List.of(Query.of(query -> query.terms(
                                    terms -> terms.field(searched.keyField()).terms(values -> values.value(keys))))),
                            search -> search.size(PAGE))
                    .hits()
                    .hits()
                    .stream()
                    .map(Hit::source)
                    .filter(Objects::nonNull)
                    .forEach(entry -> found.put(searched.key().apply(entry), entry));
            for (S document : page) {
                String name = searched.model().name() + " " + keyOf.apply(document);
                @Nullable D entry = found.get(keyOf.apply(document));
                folds.expect(
                        entry != null && isSame(searched.state().apply(entry), document, versionOf),
                        name + " is not what its events make");
                apart.expect(
                        entry == null || searched.tenant().apply(entry).equals(organization.toString()),
                        name + " lies under another organization's key");
            }
        }

        private static <S> boolean isSame(S searched, S document, Function<S, Long> versionOf) {
            return searched.equals(document) || !versionOf.apply(searched).equals(versionOf.apply(document));
        }

        private <D> long searchable(Search<D> search) {
            return Objects.requireNonNull(search.in(
                                    organization,
                                    List.of(),
                                    request -> request.size(0).trackTotalHits(total -> total.enabled(true)))
                            .hits()
                            .total())
                    .value();
        }
    }

    private interface Search<D> {
        SearchResponse<D> in(
                TenantId organization, Collection<Query> filters, UnaryOperator<SearchRequest.Builder> shape);
    }
}
