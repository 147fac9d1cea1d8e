package io.comptoir.command.privacy;

import io.comptoir.contract.access.Permission;
import io.comptoir.contract.privacy.EraseDataSubject;
import io.comptoir.contract.privacy.Erasure;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.InvalidValue;
import io.comptoir.contract.values.Note;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.http.Answers;
import io.comptoir.platform.http.Fields;
import io.comptoir.platform.http.Problem;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.privacy.HoldsPersonalData;
import io.comptoir.platform.privacy.SubjectKeys;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/v1/data-subjects", produces = MediaType.APPLICATION_JSON_VALUE)
class DataSubjectCommandController {

    private static final Logger log = LoggerFactory.getLogger(DataSubjectCommandController.class);

    private final Commands commands;
    private final Answers answers;
    private final SubjectKeys keys;
    private final List<HoldsPersonalData> places;
    private final Clock clock;

    DataSubjectCommandController(
            Commands commands, Answers answers, SubjectKeys keys, List<HoldsPersonalData> places, Clock clock) {
        this.commands = commands;
        this.answers = answers;
        this.keys = keys;
        this.places = places;
        this.clock = clock;
    }

    record ErasureWanted(@Nullable String reason) {}

    /**
     * What an erasure did.
     *
     * @param keysDestroyed        one, unless the person had come back after an earlier erasure that was not carried out
     * @param searchWordsDestroyed what the person could be found by
     * @param purged               where data of the person lay and what became of it
     */
    record Receipt(
            DataSubjectId id,
            Note reason,
            Instant erasedAt,
            Instant keyDestroyedAt,
            int keysDestroyed,
            int searchWordsDestroyed,
            List<HoldsPersonalData.Purged> purged) {}

    /** Answers when the key is gone, and with it everything that was sealed by it, wherever that lies. */
    @Requires(Permission.DATA_SUBJECTS_ERASE)
    @PostMapping(path = "/{id}/erasure", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Receipt> erase(Caller caller, @PathVariable String id, @RequestBody ErasureWanted wanted) {
        EraseDataSubject command = new EraseDataSubject(
                caller.tenantId(), subject(id), Fields.required("reason", wanted.reason(), Note::new), clock.instant());
        return answers.ok(commands.<Erasure>send(command, caller.actor()), erasure -> carryOut(caller, erasure));
    }

    private Receipt carryOut(Caller caller, Erasure erasure) {
        SubjectKeys.Destruction done = keys.destroy(caller.tenantId(), erasure.subject(), erasure.generation());
        log.atInfo()
                .addKeyValue("tenant", caller.tenantId())
                .addKeyValue("keys", done.keys())
                .log("data subject erased");
        return new Receipt(
                erasure.subject(),
                erasure.reason(),
                erasure.erasedAt(),
                done.destroyedAt(),
                done.keys(),
                done.searchWords(),
                places.stream()
                        .map(place -> place.purged(caller.tenantId(), erasure.subject()))
                        .sorted(Comparator.comparing(HoldsPersonalData.Purged::place))
                        .toList());
    }

    /** Text that names nobody names somebody unknown. */
    private static DataSubjectId subject(String text) {
        try {
            return new DataSubjectId(text);
        } catch (InvalidValue e) {
            throw Problem.notFound("data subject");
        }
    }
}
