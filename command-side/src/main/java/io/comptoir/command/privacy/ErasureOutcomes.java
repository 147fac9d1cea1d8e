package io.comptoir.command.privacy;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.privacy.DataSubjectErased;
import io.comptoir.contract.privacy.DataSubjectEvent;
import io.comptoir.contract.privacy.Erasure;
import io.comptoir.platform.messaging.PastOutcomes;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What erasures answered. */
@Component
final class ErasureOutcomes implements PastOutcomes<Erasure> {

    @Override
    public String streamKind() {
        return "data-subject";
    }

    @Override
    public Erasure after(@Nullable Erasure before, DomainEvent event) {
        return switch ((DataSubjectEvent) event) {
            case DataSubjectErased erased ->
                new Erasure(erased.subject(), erased.generation(), erased.reason(), erased.erasedAt());
        };
    }
}
