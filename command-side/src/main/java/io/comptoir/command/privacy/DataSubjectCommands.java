package io.comptoir.command.privacy;

import io.comptoir.contract.Decision;
import io.comptoir.contract.privacy.DataSubjectErased;
import io.comptoir.contract.privacy.EraseDataSubject;
import io.comptoir.contract.privacy.Erasure;
import io.comptoir.contract.privacy.PrivacyRejection.DataSubjectAlreadyErased;
import io.comptoir.contract.privacy.PrivacyRejection.DataSubjectNotFound;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.Streams;
import io.comptoir.platform.privacy.SubjectKeys;
import java.util.Optional;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Decides erasures. The event comes first and the key is destroyed after it is stored: a crash in between leaves a decision
 * that is carried out later, never a destroyed key that no event accounts for.
 */
@Component
class DataSubjectCommands {

    private static final String DECIDED_HERE = "erased:";

    private static final Logger log = LoggerFactory.getLogger(DataSubjectCommands.class);

    private final Repository<DataSubject> people;
    private final SubjectKeys keys;

    DataSubjectCommands(Repository<DataSubject> people, SubjectKeys keys) {
        this.people = people;
        this.keys = keys;
    }

    @CommandHandler
    Decision<Erasure> erase(EraseDataSubject command) throws Exception {
        StreamId stream = command.subject().streamOf(command.tenantId());
        Optional<SubjectKeys.State> known = keys.state(command.tenantId(), command.subject());
        if (known.isEmpty()) {
            return Decision.refused(new DataSubjectNotFound(command.subject()));
        }
        int generation = known.get().generation();
        DataSubjectErased erased = new DataSubjectErased(
                command.tenantId(), command.subject(), generation, command.reason(), command.erasedAt());
        Optional<Aggregate<DataSubject>> before = Streams.load(people, stream);
        if (before.isEmpty()) {
            Aggregate<DataSubject> first = people.newInstance(() -> new DataSubject(erased));
            return accepted(first, stream);
        }
        Erasure last = before.get().invoke(DataSubject::lastErasure);
        if (last.generation() >= generation) {
            // Whoever is told that it is done must be able to rely on it, even if the process that did it died too
            // early.
            destroy(command.tenantId(), last, stream);
            return Decision.refused(new DataSubjectAlreadyErased(command.subject(), last.erasedAt()));
        }
        before.get().execute(person -> person.erase(erased));
        return accepted(before.get(), stream);
    }

    /**
     * Destroys the keys of an erasure that is stored. One that was decided a moment ago, by another command of the same append,
     * is not yet, and may never be.
     */
    private void destroy(TenantId tenantId, Erasure last, StreamId stream) {
        UnitOfWork<?> append = CurrentUnitOfWork.get().root();
        if (append.getResource(DECIDED_HERE + stream) == null) {
            SubjectKeys.Destruction unused = keys.destroy(tenantId, last.subject(), last.generation());
            return;
        }
        append.afterCommit(stored -> {
            try {
                SubjectKeys.Destruction unused = keys.destroy(tenantId, last.subject(), last.generation());
            } catch (RuntimeException e) {
                // Whoever follows the events does it; the commands beside this one are stored and must hear of that.
                log.atWarn()
                        .addKeyValue("tenant", tenantId)
                        .addKeyValue("cause", e.toString())
                        .log("a key is destroyed later");
            }
        });
    }

    private static Decision<Erasure> accepted(Aggregate<DataSubject> person, StreamId stream) {
        CurrentUnitOfWork.get().root().resources().put(DECIDED_HERE + stream, true);
        return Decision.accepted(person.invoke(DataSubject::lastErasure), stream, person.invoke(DataSubject::version));
    }
}
