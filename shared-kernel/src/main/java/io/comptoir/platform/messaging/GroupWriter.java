package io.comptoir.platform.messaging;

import io.micrometer.tracing.Tracer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.axonframework.commandhandling.CommandBusSpanFactory;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandResultMessage;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.messaging.DefaultInterceptorChain;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.ResultMessage;
import org.axonframework.messaging.unitofwork.RollbackConfigurationType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides for the organizations of one partition, on one thread. It takes what waits, of each organization in turn and without
 * waiting for more, handles one command after another in one unit of work, and has all their events appended in one go; a
 * flush of the disk is then shared by all of them. Nobody is answered before that.
 *
 * <p>A refusal is an answer like any other and appends nothing. A failure undoes the whole group; then each of its commands is
 * carried out by itself, so that only the one that fails is told so. Handlers may therefore run twice for one command. What
 * may have been stored is never tried again here.
 */
final class GroupWriter {

    /** Commands in one append. More would share a flush that is cheap by then, and make the first of them wait for the last. */
    static final int MAX_GROUP = 64;

    /** A group takes no further command after so long, whatever their number: some have thousands of events. */
    static final Duration MAX_WORK = Duration.ofMillis(50);

    /**
     * A command that waited longer is not carried out. It leaves the rest of {@link Commands#ANSWER_LIMIT} for the append, so
     * that hardly any sender is told that the outcome is unknown.
     */
    static final Duration MAX_WAIT = Duration.ofSeconds(10);

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private static final Logger log = LoggerFactory.getLogger(GroupWriter.class);

    /**
     * What all writers of a node share.
     *
     * @param spans    one for each command
     * @param tracer   lets what a handler logs belong to the trace of its command
     * @param nanoTime ascends
     * @param threads  of the writers
     * @param answers  gives answers on another thread than the writer's: one may go to another node, and the next group need
     *                 not wait for it
     */
    record Parts(
            TransactionManager transactions,
            AggregateCache cache,
            CommandBusSpanFactory spans,
            Tracer tracer,
            GroupMetrics metrics,
            LongSupplier nanoTime,
            ThreadFactory threads,
            Executor answers) {

        /** With the machine's own time and threads. */
        static Parts ofTheMachine(
                TransactionManager transactions,
                AggregateCache cache,
                CommandBusSpanFactory spans,
                Tracer tracer,
                GroupMetrics metrics,
                LongSupplier nanoTime) {
            return new Parts(
                    transactions,
                    cache,
                    spans,
                    tracer,
                    metrics,
                    nanoTime,
                    Thread.ofPlatform().daemon().factory(),
                    answers -> Thread.ofVirtual().name("answers").start(answers));
        }
    }

    private final String name;
    private final Parts parts;
    private final Iterable<MessageHandlerInterceptor<? super CommandMessage<?>>> interceptors;
    private final WaitingLines lines = new WaitingLines();
    private final AtomicBoolean started = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean closed;

    /** @param interceptors what each command passes on its way to its handler; may still grow */
    GroupWriter(String name, Parts parts, Iterable<MessageHandlerInterceptor<? super CommandMessage<?>>> interceptors) {
        this.name = name;
        this.parts = parts;
        this.interceptors = interceptors;
        this.thread = parts.threads().newThread(this::keepWriting);
        thread.setName(name);
    }

    String name() {
        return name;
    }

    int waiting() {
        return lines.size();
    }

    /** Takes a command, or answers at once that there is no room. */
    void take(Waiting command) {
        if (closed || !lines.offer(command)) {
            parts.metrics().refused("full");
            answer(command, new Overloaded("the commands that wait already are as many as may", null));
            return;
        }
        if (closed && lines.remove(command)) {
            answer(command, new Overloaded("the node is stopping", null));
            return;
        }
        // A node that decides nothing has no use for the thread.
        if (!started.get() && started.compareAndSet(false, true)) {
            thread.start();
        }
    }

    /** Takes nothing more and carries out what waits. */
    void close(Duration limit) {
        closed = true;
        try {
            if (started.get() && !thread.join(limit)) {
                log.warn("commands are still being carried out; their senders will not hear of it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keepWriting() {
        while (!closed || lines.size() > 0) {
            try {
                @Nullable Waiting first = inTime(lines.poll(LOOK_EVERY.toMillis()));
                if (first != null) {
                    carryOutWithWhatWaits(first);
                }
            } catch (InterruptedException e) {
                // Nobody has a reason to; a partition without a writer would be worse than to go on.
                log.warn("a writer was interrupted and goes on");
            } catch (RuntimeException | Error e) {
                log.error("a writer failed and goes on", e);
            }
        }
    }

    /** Carries out one group of what waits at this moment; answers whether anything did. For tests without threads. */
    boolean writeOnce() {
        @Nullable Waiting first = inTime(lines.poll());
        if (first == null) {
            return false;
        }
        carryOutWithWhatWaits(first);
        return true;
    }

    /** This command, or, if it has waited too long, the next one that has not and is there already. */
    private @Nullable Waiting inTime(@Nullable Waiting polled) {
        @Nullable Waiting next = polled;
        while (next != null && isTooLate(next)) {
            refuseAsTooLate(next);
            next = lines.poll();
        }
        if (next != null) {
            parts.metrics().waited(parts.nanoTime().getAsLong() - next.arrivedNanos());
        }
        return next;
    }

    private boolean isTooLate(Waiting command) {
        return parts.nanoTime().getAsLong() - command.arrivedNanos() > MAX_WAIT.toNanos();
    }

    private void refuseAsTooLate(Waiting command) {
        parts.metrics().refused("late");
        answerAll(
                List.of(command), failed(new Overloaded("the command waited too long and was not carried out", null)));
    }

    private void carryOutWithWhatWaits(Waiting first) {
        Group group = new Group(first);
        group.carryOut(MAX_GROUP);
        if (!group.mayBeTriedOneByOne()) {
            group.answer();
            if (group.couldNotBegin()) {
                // They would wait for the same, one after another.
                answerAll(lines.drain(), failed(group.failure()));
            }
            return;
        }
        parts.metrics().undone();
        log.atDebug()
                .addKeyValue("commands", group.taken.size())
                .addKeyValue("cause", String.valueOf(group.failure))
                .log("a group failed; its commands are carried out one by one");
        oneByOne(group.taken);
    }

    private void oneByOne(List<Waiting> commands) {
        for (int i = 0; i < commands.size(); i++) {
            if (isTooLate(commands.get(i))) {
                refuseAsTooLate(commands.get(i));
                continue;
            }
            Group alone = new Group(commands.get(i));
            alone.carryOut(1);
            alone.answer();
            if (alone.couldNotBegin()) {
                answerAll(commands.subList(i + 1, commands.size()), failed(alone.failure()));
                return;
            }
        }
    }

    /** Some commands in one unit of work. */
    private final class Group {

        private final List<Waiting> taken = new ArrayList<>();
        private final List<CommandResultMessage<?>> results = new ArrayList<>();
        private final GroupUnit unit;
        private boolean begun;
        private @Nullable Throwable failure;

        Group(Waiting first) {
            taken.add(first);
            unit = new GroupUnit(first.command(), parts.cache());
        }

        void carryOut(int most) {
            try {
                try {
                    unit.start();
                    unit.attachTransaction(parts.transactions());
                    begun = true;
                    ResultMessage<?> outcome = unit.<@Nullable Object>executeWithResult(
                            () -> handleWhatWaits(most), RollbackConfigurationType.ANY_THROWABLE);
                    failure = outcome.isExceptional() ? outcome.exceptionResult() : null;
                } finally {
                    unit.leaveNothingBehind();
                }
            } catch (RuntimeException | Error e) {
                failure = e;
            }
            parts.metrics().group(taken.size());
        }

        private @Nullable Object handleWhatWaits(int most) throws Exception {
            long begin = parts.nanoTime().getAsLong();
            for (int handled = 0; handled < taken.size(); handled++) {
                results.add(handle(taken.get(handled)));
                if (taken.size() < most && parts.nanoTime().getAsLong() - begin < MAX_WORK.toNanos()) {
                    @Nullable Waiting next = inTime(lines.poll());
                    if (next != null) {
                        taken.add(next);
                    }
                }
            }
            return null;
        }

        private CommandResultMessage<?> handle(Waiting waiting) throws Exception {
            unit.turnTo(waiting.command());
            try (Tracer.SpanInScope unused = parts.tracer().withSpan(waiting.span())) {
                return parts.spans()
                        .createHandleCommandSpan(waiting.command(), false)
                        .runCallable(() -> GenericCommandResultMessage.asCommandResultMessage(
                                new DefaultInterceptorChain<>(unit, interceptors, waiting.handler()).proceed()));
            }
        }

        /** Nothing was handled: the store gave no transaction. */
        boolean couldNotBegin() {
            return !begun && failure != null;
        }

        /** Whether the failure may be that of one command alone, and nothing was stored for certain. */
        boolean mayBeTriedOneByOne() {
            if (failure == null || !begun || taken.size() == 1) {
                return false;
            }
            return !unit.isCommitBegun() || FailureKind.of(failure) == FailureKind.COLLISION;
        }

        Throwable failure() {
            return failure == null ? new IllegalStateException("the group did not fail") : failure;
        }

        void answer() {
            if (failure == null) {
                GroupWriter.this.answerAll(taken, results);
            } else {
                GroupWriter.this.answerAll(taken, failed(failure));
            }
        }
    }

    private static CommandResultMessage<?> failed(Throwable failure) {
        return GenericCommandResultMessage.asCommandResultMessage(failure);
    }

    private void answerAll(List<Waiting> commands, CommandResultMessage<?> failure) {
        answerAll(
                commands,
                commands.stream()
                        .<CommandResultMessage<?>>map(command -> failure)
                        .toList());
    }

    private void answerAll(List<Waiting> commands, List<? extends CommandResultMessage<?>> results) {
        List<Waiting> answered = List.copyOf(commands);
        parts.answers().execute(() -> {
            for (int i = 0; i < answered.size(); i++) {
                answer(answered.get(i), results.get(i));
            }
        });
    }

    private static void answer(Waiting command, Overloaded failure) {
        answer(command, failed(failure));
    }

    private static void answer(Waiting command, CommandResultMessage<?> result) {
        try {
            command.sender().accept(result);
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("commandId", command.command().getIdentifier())
                    .setCause(e)
                    .log("a command could not be answered");
        }
    }
}
