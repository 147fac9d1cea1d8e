package io.comptoir.server.simulation;

import io.comptoir.contract.Command;
import io.comptoir.contract.Decision;
import io.comptoir.contract.effects.SendEffect;
import io.comptoir.contract.privacy.DataSubjectErased;
import io.comptoir.contract.privacy.Erasure;
import io.comptoir.contract.values.Actor;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.messaging.DecidingByHand;
import io.comptoir.platform.messaging.PastOutcomes;
import io.comptoir.platform.privacy.Sealing;
import io.comptoir.platform.privacy.SubjectKeys;
import io.comptoir.platform.tenancy.TenantScope;
import io.comptoir.platform.timers.DueTimers;
import io.comptoir.platform.timers.LookByHand;
import io.comptoir.platform.timers.TimedStep;
import io.comptoir.platform.timers.Timer;
import io.comptoir.platform.timers.TimerPoller;
import io.comptoir.process.effects.MailOffice;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.tracing.Tracer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandCallback;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandResultMessage;
import org.axonframework.common.Registration;
import org.axonframework.common.caching.Cache;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.MessageDispatchInterceptor;
import org.axonframework.messaging.MessageHandler;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.Repository;
import org.axonframework.modelling.command.inspection.AggregateModel;
import org.axonframework.modelling.command.inspection.AnnotatedAggregateMetaModelFactory;
import org.jspecify.annotations.Nullable;

/** Everything of a server that dies with its process. It does nothing by itself: the world says what goes on. */
final class Node {

    private static final Actor KEY = Actor.key("abcdefghijkl2345");
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    private static final List<String> HANDLERS = List.of(
            "command.catalog.Catalog",
            "command.inventory.StockCommands",
            "command.orders.OrderCommands",
            "command.effects.EffectCommands",
            "command.privacy.DataSubjectCommands");

    private static final List<String> OUTCOMES = List.of(
            "command.catalog.ProductOutcomes",
            "command.inventory.StockOutcomes",
            "command.orders.OrderOutcomes",
            "command.effects.EffectOutcomes");

    private static final ClassValue<AggregateModel<?>> AGGREGATES = new ClassValue<>() {
        @Override
        protected AggregateModel<?> computeValue(Class<?> type) {
            return AnnotatedAggregateMetaModelFactory.inspectAggregate(type);
        }
    };

    /** Looks for one kind of timers. */
    static final class Looking {
        private final String name;
        private final TimerPoller poller;
        private @Nullable Strand strand;
        private long since;

        private Looking(String name, TimerPoller poller) {
            this.name = name;
            this.poller = poller;
        }

        /** Of the timers. */
        String kind() {
            return name.substring(name.lastIndexOf(' ') + 1);
        }
    }

    private final World world;
    private final MeterRegistry meters = new CompositeMeterRegistry();
    private final DecidingByHand deciding;
    private final List<@Nullable Strand> writing = new ArrayList<>();
    private final Deque<Runnable> answers = new ArrayDeque<>();
    private final Map<String, CommandResultMessage<?>> early = new HashMap<>();
    private final EventStore events;
    private final SubjectKeys keys;
    private final Commands commands;
    private final List<Looking> lookings = new ArrayList<>();
    private final Map<Map.Entry<String, Model.Part>, Strand> following = new HashMap<>();
    private final List<Request.Attempt> open = new ArrayList<>();
    private final Runnable sinceWhen;
    private @Nullable Strand erasing;

    /** @param mails whether it was given a mail server */
    Node(World world, int writers, boolean mails) {
        this.world = world;
        this.deciding =
                new DecidingByHand(world.log().new Transactions(), meters, world.time()::nanos, answers::add, writers);
        for (int writer = 0; writer < writers; writer++) {
            writing.add(null);
        }
        this.events = EmbeddedEventStore.builder().storageEngine(world.log()).build();
        this.keys = world.keys().keysOf(world.time().clock());
        Sealing sealing = DecidingByHand.sealing(keys);
        this.commands = new Commands(new Waiting(), sealing, Tracer.NOOP, meters);
        Parts parts = new Parts(this::repository, keys, commands, events, sealing);
        HANDLERS.forEach(handler -> Parts.subscribe(deciding.bus(), parts.part(Parts.named(handler))));
        deciding.intercept(this::answerEarly);
        deciding.guard(
                events,
                OUTCOMES.stream()
                        .map(outcomes -> (PastOutcomes<?>) parts.part(Parts.named(outcomes)))
                        .toList(),
                world.defect() != Defect.CLAIMS_FORGOTTEN);
        deciding.intercept(this::failNowAndThen);
        MailOffice.Processes processes = world.mails().processes(commands, events, world.log(), sealing, mails);
        this.sinceWhen = processes.sinceWhen();
        for (int copy = 1; copy <= 2; copy++) {
            look(copy, (TimedStep) parts.part(Parts.named("process.orders.OrderExpiry")));
            look(copy, planning(processes.confirmations()));
            if (mails) {
                look(copy, processes.mails());
            }
        }
    }

    @SuppressWarnings("unchecked") // The model of a type is a model of that type.
    private <T> Repository<T> repository(Class<?> type) {
        return EventSourcingRepository.<T>builder((Class<T>) type)
                .aggregateModel((AggregateModel<T>) AGGREGATES.get(type))
                .eventStore(events)
                .cache(cache())
                .build();
    }

    private Cache cache() {
        return world.defect() == Defect.CACHE_AHEAD_OF_THE_STORE
                ? new KeepingCache(deciding.cache())
                : deciding.cache();
    }

    private void look(int copy, TimedStep step) {
        DueTimers timers = world.timers();
        TimedStep carriedOut = world.defect() == Defect.TIMER_SETTLED_FIRST ? settlingFirst(step) : oneByOne(step);
        lookings.add(new Looking(
                "look " + copy + " for " + step.kind(),
                new TimerPoller(
                        timers, carriedOut, world.letters(), world.time().clock(), world.time()::nanos, meters)));
    }

    /** The same step, without threads of its own. */
    private static TimedStep oneByOne(TimedStep step) {
        return new TimedStep() {
            @Override
            public String kind() {
                return step.kind();
            }

            @Override
            public boolean carryOut(Timer timer, Instant now) {
                return step.carryOut(timer, now);
            }

            @Override
            public Duration lease() {
                return step.lease();
            }
        };
    }

    private TimedStep settlingFirst(TimedStep step) {
        TimedStep alone = oneByOne(step);
        return new TimedStep() {
            @Override
            public String kind() {
                return alone.kind();
            }

            @Override
            public boolean carryOut(Timer timer, Instant now) {
                TenantScope.<@Nullable Void, RuntimeException>asPlatform("a defect", () -> {
                    world.timers().settle(List.of(timer));
                    return null;
                });
                return alone.carryOut(timer, now);
            }
        };
    }

    private TimedStep planning(TimedStep confirmations) {
        if (world.defect() != Defect.STEP_WITHOUT_ITS_ID) {
            return confirmations;
        }
        return new TimedStep() {
            @Override
            public String kind() {
                return confirmations.kind();
            }

            @Override
            public boolean carryOut(Timer timer, Instant now) {
                return confirmations.carryOut(
                        new Timer(
                                timer.tenantId(),
                                timer.kind(),
                                timer.stream(),
                                timer.version(),
                                timer.dueAt(),
                                timer.cause().causedBy(world.ids().uuid().toString()),
                                timer.position()),
                        now);
            }
        };
    }

    private @Nullable Object answerEarly(UnitOfWork<? extends CommandMessage<?>> unit, InterceptorChain chain)
            throws Exception {
        Object decision = chain.proceed();
        if (world.defect() == Defect.ANSWER_BEFORE_THE_APPEND) {
            early.put(unit.getMessage().getIdentifier(), GenericCommandResultMessage.asCommandResultMessage(decision));
        }
        return decision;
    }

    /** A fault in a handler, while it decides or while its unit of work prepares to commit. */
    private @Nullable Object failNowAndThen(UnitOfWork<? extends CommandMessage<?>> unit, InterceptorChain chain)
            throws Exception {
        if (world.faultOccurs("a handler fails")) {
            throw new SimulatedFault();
        }
        Object decision = chain.proceed();
        if (world.faultOccurs("a stack overflows while a commit is prepared")) {
            unit.onPrepareCommit(preparing -> {
                throw new StackOverflowError(SimulatedFault.NAME);
            });
        }
        return decision;
    }

    /** A defect of a handler, as the senders see it. */
    static final class SimulatedFault extends RuntimeException {

        static final String NAME = "simulated";

        SimulatedFault() {
            super(NAME);
        }
    }

    /** The way from a sender to the deciding bus: whoever sends waits until its answer arrives, or for as long as it may. */
    private final class Waiting implements CommandBus {

        private static final class Answer {
            private @Nullable CommandResultMessage<?> result;
        }

        @Override
        @SuppressWarnings("unchecked") // What a handler returns is what the command's sender expects.
        public <C, R> void dispatch(CommandMessage<C> command, CommandCallback<? super C, ? super R> sender) {
            Answer answer = new Answer();
            deciding.bus().<C, R>dispatch(command, (sent, result) -> answer.result = result);
            long until = world.time().nanos() + ANSWER_LIMIT.toNanos();
            Strand.current()
                    .await(() -> answer.result != null
                            || early.containsKey(command.getIdentifier())
                            || world.time().nanos() >= until);
            CommandResultMessage<?> result = Objects.requireNonNullElseGet(
                    answer.result,
                    () -> Objects.requireNonNullElseGet(
                            early.get(command.getIdentifier()),
                            () -> GenericCommandResultMessage.asCommandResultMessage(
                                    new TimeoutException("no answer"))));
            sender.onResult(command, (CommandResultMessage<? extends R>) result);
        }

        @Override
        public <C> void dispatch(CommandMessage<C> command) {
            this.<C, Object>dispatch(command, (sent, result) -> {});
        }

        @Override
        public Registration subscribe(String name, MessageHandler<? super CommandMessage<?>> handler) {
            return deciding.bus().subscribe(name, handler);
        }

        @Override
        public Registration registerDispatchInterceptor(
                MessageDispatchInterceptor<? super CommandMessage<?>> interceptor) {
            return deciding.bus().registerDispatchInterceptor(interceptor);
        }

        @Override
        public Registration registerHandlerInterceptor(MessageHandlerInterceptor<? super CommandMessage<?>> handler) {
            return deciding.bus().registerHandlerInterceptor(handler);
        }
    }

    // What goes on, one strand for each piece of work.

    /** Finds out since when orders are confirmed, as a server does at its start. */
    void start() {
        Strand switching = world.strand("since when", sinceWhen);
        while (!switching.hasEnded()) {
            if (switching.isReady()) {
                switching.proceed();
            }
            for (int writer = 0; writer < writing.size(); writer++) {
                if (isWaitedFor(writer)) {
                    write(writer);
                }
                @Nullable Strand strand = writing.get(writer);
                if (strand != null && strand.isReady()) {
                    strand.proceed();
                }
            }
            giveAllAnswers();
        }
    }

    void receive(Request request) {
        Request.Attempt attempt = request.attempt(world.ids().uuid().toString());
        open.add(attempt);
        Strand unused = world.strand(request.name, () -> carryOut(attempt));
    }

    private void carryOut(Request.Attempt attempt) {
        Request request = attempt.request;
        @Nullable Command command = request.body.apply(world.time().instant()).orElse(null);
        if (command == null) {
            end(attempt, Request.End.TURNED_AWAY);
            return;
        }
        attempt.command = command;
        attempt.sentAt = world.log().head();
        try {
            Decision<?> decision = TenantScope.in(
                    request.tenant, () -> commands.<Object>sendOnce(command, KEY, attempt.commandId, request.claim));
            attempt.decision = decision;
            attempt.answeredAt = world.log().head();
            if (decision instanceof Decision.Accepted<?> accepted && accepted.outcome() instanceof Erasure erasure) {
                // As the controller does before it answers.
                world.moment("a key is destroyed");
                SubjectKeys.Destruction unused = keys.destroy(request.tenant, erasure.subject(), erasure.generation());
            }
            end(attempt, Request.End.DECIDED);
        } catch (RuntimeException e) {
            attempt.failure = e;
            end(attempt, Request.End.FAILED);
        }
    }

    private void end(Request.Attempt attempt, Request.End end) {
        attempt.end = end;
        open.remove(attempt);
        world.note(attempt.request + ": " + end + told(attempt));
    }

    private static String told(Request.Attempt attempt) {
        if (attempt.decision instanceof Decision.Refused<?> refused) {
            return ", " + refused.rejection().getClass().getSimpleName();
        }
        return attempt.failure == null ? "" : ", " + attempt.failure.getClass().getSimpleName();
    }

    int writers() {
        return writing.size();
    }

    boolean isWaitedFor(int writer) {
        return isIdle(writing.get(writer)) && deciding.waitingFor(writer) > 0;
    }

    private static boolean isIdle(@Nullable Strand strand) {
        return strand == null || strand.hasEnded();
    }

    void write(int writer) {
        world.note("writer " + writer + " takes " + deciding.waitingFor(writer));
        writing.set(writer, world.strand("writer " + writer, () -> deciding.write(writer)));
    }

    boolean hasAnswers() {
        return !answers.isEmpty();
    }

    /** Gives the answers of one group. */
    void giveAnswers() {
        answers.removeFirst().run();
    }

    private void giveAllAnswers() {
        while (hasAnswers()) {
            giveAnswers();
        }
    }

    List<Looking> lookings() {
        return lookings;
    }

    boolean isIdle(Looking looking) {
        return isIdle(looking.strand);
    }

    void look(Looking looking) {
        looking.since = world.time().nanos();
        looking.strand = world.strand(looking.name, () -> {
            boolean unused = LookByHand.look(looking.poller);
        });
    }

    /** How long the look for mails that has gone on longest has; none where nobody looks. */
    Duration longestLookForMails() {
        return lookings.stream()
                .filter(looking -> looking.kind().equals(SendEffect.TIMER) && !isIdle(looking))
                .map(looking -> Duration.ofNanos(world.time().nanos() - looking.since + 1))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    boolean isIdle(Model model, Model.Part part) {
        return isIdle(following.get(Map.entry(model.name(), part)));
    }

    void follow(Model model, Model.Part part, int limit) {
        following.put(
                Map.entry(model.name(), part),
                world.strand(
                        "follow " + model.name() + "@" + part.version() + "/" + part.segment(),
                        () -> model.takeBatch(part, limit)));
    }

    boolean isErasing() {
        return !isIdle(erasing);
    }

    /** Destroys the keys of those who were erased, as the follower of erasures does: first the keys, then how far it is. */
    void eraseFrom(long position) {
        erasing = world.strand("erasures", () -> {
            List<TrackedEventMessage<?>> stored = world.log().after(position, Integer.MAX_VALUE / 2);
            stored.stream()
                    .map(EventLog::eventOf)
                    .filter(DataSubjectErased.class::isInstance)
                    .map(DataSubjectErased.class::cast)
                    .forEach(erased -> {
                        world.moment("an erasure is carried out");
                        SubjectKeys.Destruction unused =
                                keys.destroy(erased.tenantId(), erased.subject(), erased.generation());
                    });
            world.moment("erasures were carried out");
            world.erasedUpTo(position + stored.size());
        });
    }

    /** The process is gone: whoever waits for it hears that the connection broke. */
    void die() {
        open.forEach(attempt -> attempt.end = Request.End.LOST);
        open.clear();
    }
}
