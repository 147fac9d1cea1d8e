package io.comptoir.query.invariants;

import io.comptoir.contract.access.Permission;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Requires;
import io.comptoir.query.reading.ReadsFrom;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class InvariantsController {

    private final Invariants invariants;

    InvariantsController(Invariants invariants) {
        this.invariants = invariants;
    }

    /** Checks the organization's invariants now, against its events; takes as long as that takes, at most two minutes. */
    @Requires(Permission.INVARIANTS_READ)
    @GetMapping("/v1/invariants")
    @ReadsFrom(ReadsFrom.EVENT_STORE)
    Checked invariants(Caller caller) {
        return new Checked(invariants.check(caller.tenantId()));
    }

    record Checked(List<Invariants.Result> data) {
        Checked {
            data = List.copyOf(data);
        }
    }
}
