package io.comptoir.command.effects;

import io.comptoir.contract.access.Permission;
import io.comptoir.contract.effects.EffectState;
import io.comptoir.contract.effects.ResolveEffect;
import io.comptoir.contract.effects.RetryEffect;
import io.comptoir.contract.values.EffectId;
import io.comptoir.contract.values.InvalidValue;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.http.Answers;
import io.comptoir.platform.http.Fields;
import io.comptoir.platform.http.Problem;
import io.comptoir.platform.messaging.Commands;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/v1/effects/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
class EffectCommandController {

    private static final String DELIVERED = "delivered";
    private static final String NOT_DELIVERED = "not-delivered";

    private final Commands commands;
    private final Answers answers;
    private final Clock clock;

    EffectCommandController(Commands commands, Answers answers, Clock clock) {
        this.commands = commands;
        this.answers = answers;
        this.clock = clock;
    }

    record Resolution(@Nullable String outcome) {}

    @Requires(Permission.EFFECTS_OPERATE)
    @PostMapping(path = "/resolve", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<EffectState> resolve(Caller caller, @PathVariable String id, @RequestBody Resolution resolution) {
        boolean delivered = Fields.required("outcome", resolution.outcome(), EffectCommandController::isDelivered);
        ResolveEffect command = new ResolveEffect(caller.tenantId(), effectId(id), delivered, clock.instant());
        return answers.ok(commands.<EffectState>send(command, caller.actor()), state -> state);
    }

    private static boolean isDelivered(String outcome) {
        return switch (outcome) {
            case DELIVERED -> true;
            case NOT_DELIVERED -> false;
            default -> throw new InvalidValue("must be " + DELIVERED + " or " + NOT_DELIVERED);
        };
    }

    /** Says nothing yet; a body is not needed. */
    record AnotherTry() {}

    @Requires(Permission.EFFECTS_OPERATE)
    @PostMapping(path = "/retry")
    ResponseEntity<EffectState> retry(
            Caller caller, @PathVariable String id, @RequestBody(required = false) @Nullable AnotherTry another) {
        RetryEffect command = new RetryEffect(caller.tenantId(), effectId(id), clock.instant());
        return answers.ok(commands.<EffectState>send(command, caller.actor()), state -> state);
    }

    /** Text that is no id names nothing. */
    private static EffectId effectId(String text) {
        try {
            return EffectId.of(text);
        } catch (InvalidValue e) {
            throw Problem.notFound("effect");
        }
    }
}
