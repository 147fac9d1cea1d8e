package io.comptoir.platform.messaging;

import org.axonframework.commandhandling.CommandCallback;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandResultMessage;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the commands that reach this node through Axon Server. To a sender there every failure would look the same, so
 * this one says of what kind it was; refusals are no failures and pass as they are.
 */
final class DecidingBus extends SimpleCommandBus {

    private static final Logger log = LoggerFactory.getLogger(DecidingBus.class);

    DecidingBus(Builder builder) {
        super(builder);
    }

    @Override
    public <C, R> void dispatch(CommandMessage<C> command, CommandCallback<? super C, ? super R> sender) {
        try {
            super.<C, R>dispatch(
                    command,
                    (carriedOut, result) ->
                            sender.onResult(carriedOut, result.isExceptional() ? told(command, result) : result));
        } catch (Error e) {
            // One that comes while the commit is prepared passes by the callback; its sender would wait in vain.
            sender.onResult(command, told(command, GenericCommandResultMessage.asCommandResultMessage(e)));
            throw e;
        }
    }

    private static <R> CommandResultMessage<R> told(CommandMessage<?> command, CommandResultMessage<?> result) {
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
}
