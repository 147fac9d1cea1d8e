package io.comptoir.contract.privacy;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.values.DataSubjectId;

/** What happens to the data of a person as a whole. */
public sealed interface DataSubjectEvent extends DomainEvent permits DataSubjectErased {

    DataSubjectId subject();
}
