package io.comptoir.platform.messaging;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.axonframework.commandhandling.CommandCallback;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandResultMessage;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.common.Registration;
import org.axonframework.messaging.MessageHandler;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the commands of this node, from wherever they come: each waits for the writer of its organization's partition,
 * which decides about several of them in one append ({@link GroupWriter}). One organization has one writer, so its
 * commands are decided in the order of their arrival.
 *
 * <p>With Axon Server this bus stands behind it, and senders may be on other nodes. To those every failure would look the
 * same, so this one says of what kind it was; refusals are no failures and pass as they are.
 */
final class DecidingBus extends SimpleCommandBus implements AutoCloseable {

    /**
     * An append excludes all others until its commit, so that more writers only let some decide while another one's append
     * is flushed.
     */
    private static final int MAX_WRITERS = 4;

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(DecidingBus.class);

    private final List<MessageHandlerInterceptor<? super CommandMessage<?>>> interceptors =
            new CopyOnWriteArrayList<>();
    private final GroupWriter.Parts parts;
    private final List<GroupWriter> writers;
    private final boolean tellsKinds;

    /**
     * @param writers    how many; 0 for as many as there are processors, up to a limit
     * @param tellsKinds whether senders hear of failures through Axon Server
     */
    DecidingBus(Builder builder, GroupWriter.Parts parts, int writers, boolean tellsKinds) {
        super(builder);
        this.parts = parts;
        this.tellsKinds = tellsKinds;
        this.writers = IntStream.range(0, writers > 0 ? writers : defaultWriters())
                .mapToObj(number -> new GroupWriter("commands-" + number, parts, interceptors))
                .toList();
        parts.metrics().watch(this.writers);
    }

    private static int defaultWriters() {
        return Math.min(Runtime.getRuntime().availableProcessors(), MAX_WRITERS);
    }

    @Override
    public Registration registerHandlerInterceptor(MessageHandlerInterceptor<? super CommandMessage<?>> interceptor) {
        interceptors.add(interceptor);
        return () -> interceptors.remove(interceptor);
    }

    @Override
    protected <C, R> void handle(
            CommandMessage<C> command,
            MessageHandler<? super CommandMessage<?>> handler,
            CommandCallback<? super C, ? super R> sender) {
        writerFor(command)
                .take(new Waiting(
                        command,
                        handler,
                        result -> sender.onResult(command, told(command, result)),
                        parts.nanoTime().getAsLong(),
                        parts.tracer().currentSpan()));
    }

    private GroupWriter writerFor(CommandMessage<?> command) {
        String tenant = String.valueOf(command.getMetaData().get(Envelope.TENANT));
        return writers.get(Math.floorMod(tenant.hashCode(), writers.size()));
    }

    @SuppressWarnings("unchecked") // What a handler returns is what the command's sender expects.
    private <R> CommandResultMessage<R> told(CommandMessage<?> command, CommandResultMessage<?> result) {
        if (!tellsKinds || !result.isExceptional()) {
            return (CommandResultMessage<R>) result;
        }
        Throwable failure = result.exceptionResult();
        FailureKind kind = FailureKind.of(failure);
        if (kind == FailureKind.FAULT) {
            // The sender may be another node, which gets no stack trace.
            log.atError()
                    .addKeyValue("command", command.getPayloadType().getSimpleName())
                    .addKeyValue("commandId", command.getIdentifier())
                    .setCause(failure)
                    .log("a command failed unexpectedly");
        }
        return new GenericCommandResultMessage<>(
                new CommandExecutionException("the deciding node failed: " + failure, failure, kind));
    }

    List<GroupWriter> writers() {
        return writers;
    }

    /** Carries out what waits and takes nothing more. */
    @Override
    public void close() {
        writers.forEach(writer -> writer.close(CLOSE_LIMIT));
    }
}
