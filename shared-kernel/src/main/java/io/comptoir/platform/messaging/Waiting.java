package io.comptoir.platform.messaging;

import io.micrometer.tracing.Span;
import java.util.function.Consumer;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.messaging.MessageHandler;
import org.jspecify.annotations.Nullable;

/**
 * A command that has reached the node that decides and is not answered yet.
 *
 * @param sender       is told the answer, once
 * @param arrivedNanos on the clock of the {@link GroupWriter}
 * @param span         of the sender's trace, where it is on this node and has one
 */
record Waiting(
        CommandMessage<?> command,
        MessageHandler<? super CommandMessage<?>> handler,
        Consumer<CommandResultMessage<?>> sender,
        long arrivedNanos,
        @Nullable Span span) {}
