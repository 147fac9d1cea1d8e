package io.comptoir.command.imports;

import io.comptoir.platform.messaging.EventStoreUnavailable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandCallback;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.common.Registration;
import org.axonframework.messaging.MessageDispatchInterceptor;
import org.axonframework.messaging.MessageHandler;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.jspecify.annotations.Nullable;

/** The command bus of a server that can be killed, before or behind a command; a dead one carries nothing out any more. */
final class KillableBus implements CommandBus {

    /** Nothing between the bus and the test may catch it: what is killed does not tidy up. */
    static final class Killed extends Error {}

    enum Moment {
        BEFORE,
        BEHIND
    }

    private static final int ANSWER_SECONDS = 30;

    private final CommandBus bus;
    private int commands;
    private int killAt = Integer.MAX_VALUE;
    private Moment moment = Moment.BEFORE;
    private boolean dead;
    private @Nullable RuntimeException failure;
    private int failuresLeft;
    private int lostAnswersLeft;
    private Predicate<Object> failing = command -> true;
    private @Nullable Class<?> awaited;
    private Runnable whenItComes = () -> {};
    private final AtomicInteger failed = new AtomicInteger();

    KillableBus(CommandBus bus) {
        this.bus = bus;
    }

    void killAt(int command, Moment when) {
        killAt = command;
        moment = when;
    }

    /** The next commands of a kind fail, so many times. */
    void failTimes(int times, RuntimeException with, Predicate<Object> commands) {
        failuresLeft = times;
        failure = with;
        failing = commands;
    }

    /** The next commands of a kind are carried out, but their sender is not told. */
    void loseAnswers(int times, Predicate<Object> commands) {
        lostAnswersLeft = times;
        failing = commands;
    }

    /** Does something when the next command of a type comes, before it is carried out. */
    void onceBefore(Class<?> type, Runnable action) {
        whenItComes = action;
        awaited = type;
    }

    int commands() {
        return commands;
    }

    int failed() {
        return failed.get();
    }

    @Override
    public <C, R> void dispatch(CommandMessage<C> command, CommandCallback<? super C, ? super R> callback) {
        if (dead) {
            throw new Killed();
        }
        commands++;
        dieIf(commands == killAt && moment == Moment.BEFORE);
        if (awaited != null && awaited.isInstance(command.getPayload())) {
            awaited = null;
            whenItComes.run();
        }
        if (failure != null && failuresLeft > 0 && failing.test(command.getPayload())) {
            failuresLeft--;
            failed.incrementAndGet();
            throw failure;
        }
        carryOut(command, callback);
        if (lostAnswersLeft > 0 && failing.test(command.getPayload())) {
            lostAnswersLeft--;
            throw new EventStoreUnavailable("the answer is lost", null);
        }
        dieIf(commands == killAt && moment == Moment.BEHIND);
    }

    /** Until it is answered, so that a server that is killed behind a command has carried it out. */
    private <C, R> void carryOut(CommandMessage<C> command, CommandCallback<? super C, ? super R> callback) {
        CompletableFuture<CommandResultMessage<? extends R>> answer = new CompletableFuture<>();
        bus.<C, R>dispatch(command, (sent, result) -> answer.complete(result));
        callback.onResult(
                command, answer.orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join());
    }

    @Override
    public <C> void dispatch(CommandMessage<C> command) {
        throw new UnsupportedOperationException("every command here waits for its answer");
    }

    private void dieIf(boolean now) {
        if (now) {
            dead = true;
            throw new Killed();
        }
    }

    @Override
    public Registration subscribe(String name, MessageHandler<? super CommandMessage<?>> handler) {
        return bus.subscribe(name, handler);
    }

    @Override
    public Registration registerHandlerInterceptor(MessageHandlerInterceptor<? super CommandMessage<?>> interceptor) {
        return bus.registerHandlerInterceptor(interceptor);
    }

    @Override
    public Registration registerDispatchInterceptor(MessageDispatchInterceptor<? super CommandMessage<?>> interceptor) {
        return bus.registerDispatchInterceptor(interceptor);
    }
}
