package io.comptoir.query.privacy;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Sorts.ascending;

import io.comptoir.contract.access.Permission;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.InvalidValue;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.http.Problem;
import io.comptoir.platform.privacy.SubjectKeys;
import io.comptoir.platform.tenancy.TenantScope;
import io.comptoir.projection.audit.AuditEntry;
import io.comptoir.projection.orders.OrderViews;
import io.comptoir.projection.replay.ReadModel;
import io.comptoir.query.reading.Cursor;
import io.comptoir.query.reading.Page;
import io.comptoir.query.reading.Parameters;
import io.comptoir.query.reading.ReadsFrom;
import java.time.Instant;
import java.util.List;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/data-subjects/{id}")
class DataSubjectQueryController {

    /** An order or a person has a handful of events; this many would be a fault. */
    private static final int MAX_EVENTS = 10_000;

    private final SubjectKeys keys;
    private final OrderViews orders;
    private final EventStore events;

    DataSubjectQueryController(SubjectKeys keys, OrderViews orders, EventStore events) {
        this.keys = keys;
        this.orders = orders;
        this.events = events;
    }

    /**
     * @param status   {@code active} or {@code erased}
     * @param keySince when the person was first heard of, or again after an erasure
     * @param erasedAt when the key was destroyed; absent while the person is active
     * @param orders   how many there are, whatever became of their customer's data
     */
    record DataSubject(
            DataSubjectId id,
            String status,
            Instant keySince,
            @Nullable Instant erasedAt,
            long orders) {}

    @Requires(Permission.DATA_SUBJECTS_READ)
    @GetMapping
    @ReadsFrom("orders")
    DataSubject find(Caller caller, @PathVariable String id) {
        DataSubjectId subject = subject(id);
        SubjectKeys.State state = known(caller.tenantId(), subject);
        return new DataSubject(
                subject,
                state.erasedAt() == null ? "active" : "erased",
                state.since(),
                state.erasedAt(),
                orders.count(caller.tenantId(), theirs(subject)));
    }

    /** An order of the person and all that ever happened to it. */
    record Held(OrderState order, List<AuditEntry> events) {}

    /**
     * A part of all that is held about a person.
     *
     * @param events erasures, the oldest first; the same on every page
     */
    record Export(
            DataSubjectId id,
            List<Held> data,
            List<AuditEntry> events,
            @Nullable String nextCursor) {}

    /** All that is held about a person, as it would be shown; what was erased reads "erased". */
    @Requires(Permission.DATA_SUBJECTS_READ)
    @GetMapping("/export")
    @ReadsFrom("orders")
    Export export(
            Caller caller,
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        TenantId tenantId = caller.tenantId();
        DataSubjectId subject = subject(id);
        SubjectKeys.State unused = known(tenantId, subject);
        Cursor pages = Cursor.over(tenantId, "data-subject-export", subject);
        @Nullable List<String> after = pages.read(cursor, 1);
        int size = Parameters.limit(limit);
        Bson filter = after == null
                ? theirs(subject)
                : and(theirs(subject), gt(OrderViews.ID, ReadModel.documentId(tenantId, after.getFirst())));
        Page<OrderState> page = Page.of(
                orders.list(tenantId, filter, ascending(OrderViews.ID), size + 1),
                size,
                last -> pages.after(last.id()));
        return new Export(
                subject,
                page.data().stream()
                        .map(order -> new Held(order, eventsOf(order.id().streamOf(tenantId))))
                        .toList(),
                eventsOf(subject.streamOf(tenantId)),
                page.nextCursor());
    }

    private List<AuditEntry> eventsOf(StreamId stream) {
        TenantScope.require(TenantId.of(stream.scope()));
        return events.readEvents(stream.toString(), 0)
                .asStream()
                .limit(MAX_EVENTS)
                .map(AuditEntry::of)
                .toList();
    }

    private static Bson theirs(DataSubjectId subject) {
        return eq(OrderViews.CUSTOMER, subject.value());
    }

    private SubjectKeys.State known(TenantId tenantId, DataSubjectId subject) {
        return keys.state(tenantId, subject).orElseThrow(() -> Problem.notFound("data subject"));
    }

    private static DataSubjectId subject(String text) {
        try {
            return new DataSubjectId(text);
        } catch (InvalidValue e) {
            throw Problem.notFound("data subject");
        }
    }
}
