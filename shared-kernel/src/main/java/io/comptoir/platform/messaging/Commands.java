package io.comptoir.platform.messaging;

import io.comptoir.contract.Command;
import io.comptoir.contract.Decision;
import io.comptoir.contract.values.Actor;
import io.comptoir.platform.privacy.Sealing;
import io.comptoir.platform.tenancy.TenantScope;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.MetaData;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.stereotype.Component;

/**
 * The one way to order something, for HTTP, imports and processes alike, always within the scope of the organization that it
 * concerns. A command that collides with another is tried again
 * a bounded number of times; a refusal is returned as data; everything else is thrown.
 */
@Component
public final class Commands {

    /** Two commands on one stream: one of them fails and is tried again, at most this often in all. */
    static final int MAX_ATTEMPTS = 5;

    /** A command that takes longer has an unknown outcome for its sender. */
    static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(Commands.class);

    private final CommandBus bus;
    private final Sealing sealing;
    private final Tracer tracer;
    private final MeterRegistry meters;

    public Commands(CommandBus bus, Sealing sealing, Tracer tracer, MeterRegistry meters) {
        this.bus = bus;
        this.sealing = sealing;
        this.tracer = tracer;
        this.meters = meters;
    }

    /**
     * Sends a command that starts a new correlation, such as a request's. Where the request of this thread has an idempotency
     * key, the command claims it and is carried out once.
     */
    public <T> Decision<T> send(Command command, Actor actor) {
        return send(command, beginning(command, actor, UUID.randomUUID().toString()), KeyedRequest.claimOfCurrent());
    }

    /**
     * Sends a command with a given id.
     *
     * @param commandId names this command for ever; a process derives it from what caused it, so that a repetition is recognised
     * @throws ConcurrentChange   if other commands kept getting in first
     * @throws EventStoreUnavailable if the event store is away; the command may or may not have been stored
     * @throws Overloaded if too many commands wait; this one was not carried out
     */
    public <T> Decision<T> send(Command command, Actor actor, String commandId) {
        return send(command, beginning(command, actor, commandId), null);
    }

    /**
     * The same, carried out once for a claim.
     *
     * @param claim absent where nobody claims
     */
    public <T> Decision<T> sendOnce(Command command, Actor actor, String commandId, @Nullable RequestClaim claim) {
        return send(command, beginning(command, actor, commandId), claim);
    }

    private Envelope beginning(Command command, Actor actor, String commandId) {
        @Nullable Span span = tracer.currentSpan();
        @Nullable String traceId = span == null ? null : span.context().traceId();
        return new Envelope(command.tenantId(), actor, commandId, commandId, commandId, traceId);
    }

    /**
     * Sends a command that follows from a stored message, however long ago: it carries on the correlation and the trace.
     *
     * @param cause what {@link Envelope#causedBy} says of that message
     */
    public <T> Decision<T> send(Command command, Actor actor, String commandId, Envelope cause) {
        return send(command, following(command, actor, commandId, cause), null);
    }

    /**
     * Sends a process's step, which follows from a stored message and is carried out once: its command id derives from that
     * message, and a repeated delivery answers what the first one did and stores nothing. A step that was refused may be sent
     * again.
     */
    public <T> Decision<T> sendOnce(Command command, Actor actor, String commandId, Envelope cause) {
        return send(
                command,
                following(command, actor, commandId, cause),
                RequestClaim.ofStep(command.tenantId(), commandId));
    }

    private static Envelope following(Command command, Actor actor, String commandId, Envelope cause) {
        return new Envelope(
                command.tenantId(), actor, commandId, cause.correlationId(), cause.causationId(), cause.traceId());
    }

    private <T> Decision<T> send(Command command, Envelope envelope, @Nullable RequestClaim claim) {
        TenantScope.require(command.tenantId());
        Timer.Sample sample = Timer.start(meters);
        String outcome = "failed";
        String rejection = "none";
        try {
            // Once, however often it is tried: from here on nobody meets personal data in the clear.
            Command sealed = sealing.sealed(command.tenantId(), command);
            Decision<T> decision = attempt(enveloped(sealed, envelope, claim));
            outcome = switch (decision) {
                case Decision.Accepted<T> accepted ->
                    accepted.replayed() || accepted.repeated() ? "repeated" : "accepted";
                case Decision.Refused<T> refused -> "refused";
            };
            if (decision instanceof Decision.Refused<T> refused) {
                rejection = refused.rejection().getClass().getSimpleName();
            }
            return decision;
        } finally {
            sample.stop(Timer.builder("comptoir.commands")
                    .description("Commands by outcome, from sending to stored")
                    .tag("command", command.getClass().getSimpleName())
                    .tag("outcome", outcome)
                    .tag("rejection", rejection)
                    .publishPercentileHistogram()
                    .register(meters));
            // A process orders thousands of things for one request; its own lines say how it fares.
            log.atLevel(envelope.actor().kind() == Actor.Kind.PROCESS ? Level.DEBUG : Level.INFO)
                    .addKeyValue("command", command.getClass().getSimpleName())
                    .addKeyValue("outcome", outcome)
                    .addKeyValue("rejection", rejection)
                    .addKeyValue("tenant", command.tenantId())
                    .addKeyValue("commandId", envelope.commandId())
                    .log("command {}", outcome);
        }
    }

    private <T> Decision<T> attempt(CommandMessage<Command> message) {
        for (int attempt = 1; ; attempt++) {
            try {
                return answer(message);
            } catch (ExecutionException e) {
                if (FailureKind.of(e) != FailureKind.COLLISION) {
                    throw failure(e);
                }
                collided(message);
                if (attempt == MAX_ATTEMPTS) {
                    throw new ConcurrentChange(e.getCause());
                }
                pauseBeforeAttempt(attempt + 1);
            }
        }
    }

    private void collided(CommandMessage<Command> message) {
        Counter.builder("comptoir.commands.collisions")
                .description("Attempts that failed because other commands on the same streams got in first")
                .tag("command", message.getPayloadType().getSimpleName())
                .register(meters)
                .increment();
    }

    private <T> Decision<T> answer(CommandMessage<Command> message) throws ExecutionException {
        CompletableFuture<Decision<T>> answer = new CompletableFuture<>();
        bus.<Command, Decision<T>>dispatch(message, (sent, result) -> {
            if (result.isExceptional()) {
                answer.completeExceptionally(result.exceptionResult());
            } else {
                answer.complete(result.getPayload());
            }
        });
        try {
            return answer.get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new EventStoreUnavailable("no answer within " + ANSWER_LIMIT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EventStoreUnavailable("interrupted while waiting for the answer", e);
        }
    }

    private static CommandMessage<Command> enveloped(Command command, Envelope envelope, @Nullable RequestClaim claim) {
        MetaData metaData = RequestClaim.addedTo(MetaData.from(envelope.toMetaData()), claim);
        return new GenericCommandMessage<>(
                new GenericMessage<>(envelope.commandId(), command, metaData),
                command.getClass().getName());
    }

    private static RuntimeException failure(ExecutionException e) {
        return switch (FailureKind.of(e)) {
            case STORE_AWAY -> new EventStoreUnavailable("the event store does not answer", e.getCause());
            case OVERLOADED -> new Overloaded("the deciding node has too much to do", e.getCause());
            case COLLISION, FAULT ->
                e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        };
    }

    private static void pauseBeforeAttempt(int attempt) {
        try {
            // A little chance keeps the same two commands from colliding again.
            Thread.sleep(ThreadLocalRandom.current().nextInt(2, 5 * attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
