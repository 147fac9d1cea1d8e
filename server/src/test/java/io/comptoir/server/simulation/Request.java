package io.comptoir.server.simulation;

import io.comptoir.contract.Command;
import io.comptoir.contract.Decision;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.RequestClaim;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a client wants, with each attempt to have it done. */
final class Request {

    /** How an attempt ended for its client. */
    enum End {
        OPEN,
        /** It was told what was decided. */
        DECIDED,
        /** It was told that it failed. */
        FAILED,
        /** The process died before it answered. */
        LOST,
        /** It had no meaning any more when it arrived, and led to no command. */
        TURNED_AWAY
    }

    /** One arrival at a node. */
    static final class Attempt {
        final Request request;
        final String commandId;

        @Nullable
        Command command;

        long sentAt;
        long answeredAt;
        End end = End.OPEN;

        @Nullable
        Decision<?> decision;

        @Nullable
        Throwable failure;

        private Attempt(Request request, String commandId) {
            this.request = request;
            this.commandId = commandId;
        }
    }

    final String name;
    final TenantId tenant;
    final Function<Instant, Optional<Command>> body;
    final @Nullable RequestClaim claim;
    final boolean repeatable;
    final List<Attempt> attempts = new ArrayList<>();

    /**
     * @param body       the command that a controller would make of it at that moment
     * @param repeatable whether it may arrive more than once
     */
    Request(
            String name,
            TenantId tenant,
            Function<Instant, Optional<Command>> body,
            @Nullable RequestClaim claim,
            boolean repeatable) {
        this.name = name;
        this.tenant = tenant;
        this.body = body;
        this.claim = claim;
        this.repeatable = repeatable;
    }

    Attempt attempt(String commandId) {
        Attempt next = new Attempt(this, commandId);
        attempts.add(next);
        return next;
    }

    /** Whether a client that may ask again does. */
    boolean isAskedAgain() {
        return repeatable
                && attempts.stream().noneMatch(attempt -> attempt.end == End.DECIDED || attempt.end == End.TURNED_AWAY);
    }

    @Override
    public String toString() {
        return name;
    }
}
