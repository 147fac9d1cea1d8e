package io.comptoir.contract.imports;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.values.ImportId;

/** What happens to an import. */
public sealed interface ImportEvent extends DomainEvent
        permits ImportStarted, ImportAdvanced, ImportCompleted, ImportFailed {

    ImportId importId();
}
