package io.comptoir.command.imports;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.imports.ImportEvent;
import io.comptoir.contract.imports.ImportState;
import io.comptoir.platform.messaging.PastOutcomes;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What commands to imports answered. */
@Component
final class ImportOutcomes implements PastOutcomes<ImportState> {

    @Override
    public String streamKind() {
        return "import";
    }

    @Override
    public ImportState after(@Nullable ImportState before, DomainEvent event) {
        return ImportState.after(before, (ImportEvent) event);
    }
}
