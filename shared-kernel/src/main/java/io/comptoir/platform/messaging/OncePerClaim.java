package io.comptoir.platform.messaging;

import io.comptoir.contract.Command;
import io.comptoir.contract.Decision;
import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.requests.RequestCarriedOut;
import io.comptoir.contract.requests.RequestRejection.IdempotencyKeyReused;
import io.comptoir.contract.values.StreamId;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a claimed command once, whatever its handler does. What was decided and that it was decided are appended in one
 * transaction; of two nodes that decide at the same time, the event store refuses the second, whose next attempt finds the
 * first one's answer. A refusal appends nothing, so the same claim may be made again.
 */
final class OncePerClaim implements MessageHandlerInterceptor<CommandMessage<?>> {

    private static final String AGGREGATE_TYPE = "Request";

    /** Asked for late: the bus and its interceptors are made before the store is. */
    private final Supplier<EventStore> events;

    private final Supplier<Stream<? extends PastOutcomes<?>>> provided;
    private volatile Map<String, PastOutcomes<?>> outcomes = Map.of();

    OncePerClaim(Supplier<EventStore> events, Supplier<Stream<? extends PastOutcomes<?>>> provided) {
        this.events = events;
        this.provided = provided;
    }

    @Override
    public @Nullable Object handle(UnitOfWork<? extends CommandMessage<?>> unit, InterceptorChain chain)
            throws Exception {
        Optional<RequestClaim> claim = RequestClaim.of(unit.getMessage().getMetaData());
        if (claim.isEmpty()) {
            return chain.proceed();
        }
        Command command = (Command) unit.getMessage().getPayload();
        Optional<Decision<?>> first = answered(claim.get(), command);
        if (first.isPresent()) {
            return first.get();
        }
        Object decision = chain.proceed();
        if (decision instanceof Decision.Accepted<?> accepted) {
            remember(claim.get(), accepted);
            return accepted;
        }
        // Refused perhaps for what the same request just did: while this one waited for the stock, say, the first
        // delivery took the last of it.
        Optional<Decision<?>> meanwhile = answered(claim.get(), command);
        return meanwhile.isPresent() ? meanwhile.get() : decision;
    }

    private Optional<Decision<?>> answered(RequestClaim claim, Command command) {
        return find(claim)
                .map(done -> done.requestHash().equals(claim.requestHash())
                        ? answerOf(done, command)
                        : Decision.refused(new IdempotencyKeyReused()));
    }

    private Optional<RequestCarriedOut> find(RequestClaim claim) {
        try (Stream<? extends DomainEventMessage<?>> stream =
                // From the first event on: such a stream has no snapshot, and to look for one is a question more.
                events.get().readEvents(claim.stream().toString(), 0).asStream()) {
            return stream.findFirst().map(event -> (RequestCarriedOut) event.getPayload());
        }
    }

    private Decision<?> answerOf(RequestCarriedOut done, Command command) {
        PastOutcomes<?> past = outcomesOf(done.outcomeStream());
        return new Decision.Accepted<>(
                answer(past, command, done.outcomeStream(), done.version()),
                done.outcomeStream(),
                done.version(),
                done.repeated(),
                true);
    }

    private <T> Object answer(PastOutcomes<T> past, Command command, StreamId stream, long version) {
        return past.answerTo(command, fold(past, stream, version));
    }

    private <T> T fold(PastOutcomes<T> past, StreamId stream, long version) {
        try (Stream<? extends DomainEventMessage<?>> history =
                events.get().readEvents(stream.toString(), 0).asStream()) {
            Iterator<? extends DomainEventMessage<?>> each =
                    history.limit(version).iterator();
            T outcome = past.after(null, (DomainEvent) each.next().getPayload());
            while (each.hasNext()) {
                outcome = past.after(outcome, (DomainEvent) each.next().getPayload());
            }
            return outcome;
        }
    }

    private void remember(RequestClaim claim, Decision.Accepted<?> accepted) {
        // An answer that could not be found again must not be given the first time either.
        PastOutcomes<?> unused = outcomesOf(accepted.stream());
        events.get()
                .publish(new GenericDomainEventMessage<>(
                        AGGREGATE_TYPE,
                        claim.stream().toString(),
                        0,
                        new RequestCarriedOut(
                                claim.tenantId(),
                                claim.key(),
                                claim.requestHash(),
                                accepted.stream(),
                                accepted.version(),
                                accepted.repeated()),
                        MetaData.with(Envelope.TENANT, claim.tenantId().toString())));
    }

    private PastOutcomes<?> outcomesOf(StreamId stream) {
        if (outcomes.isEmpty()) {
            outcomes = provided.get().collect(Collectors.toMap(PastOutcomes::streamKind, Function.identity()));
        }
        PastOutcomes<?> found = outcomes.get(stream.kind());
        if (found == null) {
            throw new IllegalStateException("no outcomes are known of a stream of the kind " + stream.kind());
        }
        return found;
    }
}
