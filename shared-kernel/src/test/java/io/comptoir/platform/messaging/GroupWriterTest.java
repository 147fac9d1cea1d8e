package io.comptoir.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.tracing.Tracer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.DefaultCommandBusSpanFactory;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.common.transaction.Transaction;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.MessageHandler;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.tracing.NoOpSpanFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.CannotCreateTransactionException;

/** Groups of commands on one writer, over transactions that the test watches and lets fail. */
class GroupWriterTest {

    private static final int ANSWER_SECONDS = 10;

    private final Watched transactions = new Watched();
    private final AggregateCache cache = new AggregateCache(10);
    private final AtomicLong nanos = new AtomicLong();
    private final DecidingBus bus = new DecidingBus(
            SimpleCommandBus.builder(),
            GroupWriter.Parts.ofTheMachine(
                    transactions,
                    cache,
                    DefaultCommandBusSpanFactory.builder()
                            .spanFactory(NoOpSpanFactory.INSTANCE)
                            .build(),
                    Tracer.NOOP,
                    new GroupMetrics(new SimpleMeterRegistry()),
                    nanos::get),
            1,
            false);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<String> handled = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        gate.countDown();
        bus.close();
    }

    @Test
    void appendsTogetherWhatWaits() {
        List<CompletableFuture<Object>> answers = sendWhileTheWriterIsBusy(5, message -> text(message));

        assertThat(answers).extracting(GroupWriterTest::answer).containsExactly("0", "1", "2", "3", "4");
        assertThat(transactions.committed).containsExactly(List.of("gate"), List.of("0", "1", "2", "3", "4"));
    }

    @Test
    void takesNoMoreThanTheLimitIntoOneAppend() {
        List<CompletableFuture<Object>> answers =
                sendWhileTheWriterIsBusy(GroupWriter.MAX_GROUP + 1, message -> text(message));

        answers.forEach(GroupWriterTest::answer);
        assertThat(transactions.committed).extracting(List::size).containsExactly(1, GroupWriter.MAX_GROUP, 1);
    }

    @Test
    void takesNoMoreAfterTheLimitOfWork() {
        List<CompletableFuture<Object>> answers = sendWhileTheWriterIsBusy(3, message -> {
            if (text(message).equals("1")) {
                nanos.addAndGet(GroupWriter.MAX_WORK.toNanos());
            }
            return text(message);
        });

        answers.forEach(GroupWriterTest::answer);
        assertThat(transactions.committed).containsExactly(List.of("gate"), List.of("0", "1"), List.of("2"));
    }

    @Test
    void answersNobodyBeforeTheCommit() throws Exception {
        CountDownLatch commit = new CountDownLatch(1);
        transactions.beforeCommit = commands -> {
            if (!commands.equals(List.of("gate"))) {
                commit.await();
            }
        };

        List<CompletableFuture<Object>> answers = sendWhileTheWriterIsBusy(2, message -> text(message));

        await().until(() -> handled.contains("1"));
        assertThat(answers).noneMatch(CompletableFuture::isDone);
        commit.countDown();
        assertThat(answers).extracting(GroupWriterTest::answer).containsExactly("0", "1");
    }

    @Test
    void letsEachCommandBeTheMessageOfTheUnitWhileItIsHandled() {
        List<CompletableFuture<Object>> answers = sendWhileTheWriterIsBusy(
                3, message -> CurrentUnitOfWork.get().getMessage().getPayload());

        assertThat(answers).extracting(GroupWriterTest::answer).containsExactly("0", "1", "2");
    }

    @Test
    void aHandlerThatFailsFailsItsOwnCommandOnly() {
        List<CompletableFuture<Object>> answers = sendWhileTheWriterIsBusy(4, message -> {
            if (text(message).equals("2")) {
                throw new IllegalStateException("bug");
            }
            return text(message);
        });

        assertThat(answer(answers.get(2))).isInstanceOf(IllegalStateException.class);
        answers.remove(2);
        assertThat(answers).extracting(GroupWriterTest::answer).containsExactly("0", "1", "3");
        assertThat(transactions.committed)
                .as("the group was undone, and each carried out by itself")
                .containsExactly(List.of("gate"), List.of("0"), List.of("1"), List.of("3"));
    }

    @Test
    void anErrorWhileTheCommitIsPreparedFailsItsOwnCommandOnlyAndLeavesNothingBehind() {
        cache.put("aggregate", "perhaps ahead of the store");
        List<CompletableFuture<Object>> answers = sendWhileTheWriterIsBusy(3, message -> {
            if (text(message).equals("0")) {
                CurrentUnitOfWork.get().onPrepareCommit(preparing -> {
                    throw new StackOverflowError("while preparing");
                });
            }
            return text(message);
        });

        assertThat(answer(answers.getFirst())).isInstanceOf(StackOverflowError.class);
        assertThat(answer(answers.get(1))).isEqualTo("1");
        assertThat(answer(answers.get(2))).isEqualTo("2");
        assertThat(transactions.committed).containsExactly(List.of("gate"), List.of("1"), List.of("2"));
        assertThat(cache.containsKey("aggregate")).isFalse();
        assertThat(answer(send("next"))).isEqualTo("next");
    }

    @Test
    void aCollisionFailsItsOwnCommandOnly() {
        transactions.beforeCommit = commands -> {
            if (commands.contains("1")) {
                throw new ConcurrencyException("taken", new SQLException("", "23505"));
            }
        };

        List<CompletableFuture<Object>> answers = sendWhileTheWriterIsBusy(3, message -> text(message));

        assertThat(answer(answers.get(0))).isEqualTo("0");
        assertThat(answer(answers.get(1))).isInstanceOf(ConcurrencyException.class);
        assertThat(answer(answers.get(2))).isEqualTo("2");
    }

    @Test
    void triesNothingAgainThatMayHaveBeenStored() {
        transactions.beforeCommit = commands -> {
            if (commands.size() > 1) {
                throw new IllegalStateException("the answer of the store is lost");
            }
        };

        List<CompletableFuture<Object>> answers = sendWhileTheWriterIsBusy(3, message -> text(message));

        assertThat(answers).extracting(GroupWriterTest::answer).allMatch(IllegalStateException.class::isInstance);
        assertThat(handled).containsExactly("0", "1", "2");
    }

    @Test
    void tellsAllThatWaitWhenTheStoreGivesNoTransaction() {
        transactions.away = true;

        List<CompletableFuture<Object>> answers = sendWhileTheWriterIsBusy(3, message -> text(message));

        assertThat(answers)
                .extracting(GroupWriterTest::answer)
                .allMatch(CannotCreateTransactionException.class::isInstance);
        assertThat(handled).isEmpty();
        assertThat(transactions.begun).as("the gate's and one more").hasValue(2);
        transactions.away = false;
        assertThat(answer(send("next"))).isEqualTo("next");
    }

    @Test
    void refusesAtOnceWhatFindsNoRoom() {
        List<CompletableFuture<Object>> answers = new ArrayList<>();
        handle(message -> text(message));
        holdTheWriter();
        IntStream.range(0, WaitingLines.MAX_OF_ORGANIZATION).forEach(number -> answers.add(send("x")));
        CompletableFuture<Object> refused = send("one too many");
        IntStream.range(WaitingLines.MAX_OF_ORGANIZATION, WaitingLines.MAX_WAITING)
                .forEach(number -> answers.add(send("tenant-" + number, "Test", "x")));
        CompletableFuture<Object> alsoRefused = send("somebody else", "Test", "one too many");

        assertThat(refused).isDone();
        assertThat(answer(refused)).isInstanceOf(Overloaded.class);
        assertThat(alsoRefused).isDone();
        assertThat(answer(alsoRefused)).isInstanceOf(Overloaded.class);
        gate.countDown();
        assertThat(answers).allMatch(answer -> answer(answer).equals("x"));
        assertThat(handled).doesNotContain("one too many");
    }

    @Test
    void letsOrganizationsTakeTurns() {
        handle(message -> text(message));
        holdTheWriter();
        List<CompletableFuture<Object>> answers = new ArrayList<>();
        for (String command : List.of("loud 1", "loud 2", "loud 3", "quiet 1", "quiet 2", "other 1")) {
            answers.add(send(command.substring(0, command.indexOf(' ')), "Test", command));
        }

        gate.countDown();
        answers.forEach(GroupWriterTest::answer);

        assertThat(handled).containsExactly("loud 1", "quiet 1", "other 1", "loud 2", "quiet 2", "loud 3");
    }

    @Test
    void doesNotCarryOutWhatHasWaitedTooLong() {
        handle(message -> text(message));
        holdTheWriter();
        CompletableFuture<Object> late = send("late");
        nanos.addAndGet(1);
        CompletableFuture<Object> inTime = send("in time");
        nanos.addAndGet(GroupWriter.MAX_WAIT.minus(GroupWriter.MAX_WORK).toNanos());
        gate.countDown();

        assertThat(answer(late)).isInstanceOf(Overloaded.class);
        assertThat(answer(inTime)).isEqualTo("in time");
        assertThat(handled).containsExactly("in time");
    }

    @Test
    void carriesOutWhatWaitsWhenItIsClosedAndNothingMore() {
        handle(message -> text(message));
        holdTheWriter();
        CompletableFuture<Object> before = send("before");
        Thread closing = Thread.ofVirtual().start(bus::close);
        await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
        CompletableFuture<Object> after = send("after");
        gate.countDown();

        assertThat(answer(before)).isEqualTo("before");
        assertThat(answer(after)).isInstanceOf(Overloaded.class);
    }

    private List<CompletableFuture<Object>> sendWhileTheWriterIsBusy(
            int commands, MessageHandler<CommandMessage<?>> handler) {
        handle(handler);
        holdTheWriter();
        List<CompletableFuture<Object>> answers = new ArrayList<>();
        IntStream.range(0, commands).forEach(number -> answers.add(send(Integer.toString(number))));
        gate.countDown();
        return answers;
    }

    private void handle(MessageHandler<CommandMessage<?>> handler) {
        bus.subscribe("Test", message -> {
            handled.add(text(message));
            transactions.handled.add(text(message));
            return handler.handle(message);
        });
    }

    /** With a command that is being handled until the gate is opened, and whose group takes no others. */
    private void holdTheWriter() {
        CountDownLatch held = new CountDownLatch(1);
        boolean away = transactions.away;
        transactions.away = false;
        bus.subscribe("Gate", message -> {
            transactions.handled.add("gate");
            held.countDown();
            gate.await();
            transactions.away = away;
            nanos.addAndGet(GroupWriter.MAX_WORK.toNanos());
            return "open";
        });
        CompletableFuture<Object> unused = send("Gate", "gate");
        await().until(() -> held.getCount() == 0);
    }

    private CompletableFuture<Object> send(String payload) {
        return send("Test", payload);
    }

    private CompletableFuture<Object> send(String name, String payload) {
        return send("t", name, payload);
    }

    private CompletableFuture<Object> send(String organization, String name, String payload) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        bus.dispatch(
                new GenericCommandMessage<>(new GenericMessage<>(payload, Map.of(Envelope.TENANT, organization)), name),
                (sent, result) -> answer.complete(
                        result.isExceptional() ? result.exceptionResult() : String.valueOf(result.getPayload())));
        return answer;
    }

    private static Object answer(CompletableFuture<Object> pending) {
        return pending.orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join();
    }

    private static String text(CommandMessage<?> message) {
        return String.valueOf(message.getPayload());
    }

    /** What becomes of the events of the handlers that ran within it. */
    private static final class Watched implements TransactionManager {

        interface BeforeCommit {
            void of(List<String> commands) throws InterruptedException;
        }

        final List<List<String>> committed = new CopyOnWriteArrayList<>();
        final List<String> handled = new ArrayList<>();
        final AtomicInteger begun = new AtomicInteger();
        volatile boolean away;
        volatile @Nullable BeforeCommit beforeCommit;

        @Override
        public Transaction startTransaction() {
            begun.incrementAndGet();
            if (away) {
                throw new CannotCreateTransactionException("no connection");
            }
            handled.clear();
            return new Transaction() {
                @Override
                public void commit() {
                    @Nullable BeforeCommit before = beforeCommit;
                    if (before != null) {
                        try {
                            before.of(List.copyOf(handled));
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                    committed.add(List.copyOf(handled));
                }

                @Override
                public void rollback() {}
            };
        }
    }
}
