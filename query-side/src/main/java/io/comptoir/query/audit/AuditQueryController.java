package io.comptoir.query.audit;

import co.elastic.clients.elasticsearch._types.FieldValue;
import co.elastic.clients.elasticsearch._types.SortOrder;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.core.search.Hit;
import io.comptoir.contract.access.Permission;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Requires;
import io.comptoir.projection.audit.AuditEntries;
import io.comptoir.projection.audit.AuditEntry;
import io.comptoir.query.reading.Cursor;
import io.comptoir.query.reading.Page;
import io.comptoir.query.reading.Parameters;
import io.comptoir.query.reading.ReadsFrom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/audit")
class AuditQueryController {

    private final AuditEntries entries;

    AuditQueryController(AuditEntries entries) {
        this.entries = entries;
    }

    /** The organization's events, the oldest first; {@code from} and {@code to} are about when they were recorded. */
    @GetMapping("/events")
    @Requires(Permission.AUDIT_READ)
    @ReadsFrom("events-search")
    Page<AuditEntry> events(
            Caller caller,
            @RequestParam(required = false) @Nullable String aggregate,
            @RequestParam(required = false) @Nullable String type,
            @RequestParam(required = false) @Nullable String actor,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Cursor pages = Cursor.over(caller.tenantId(), "events", aggregate, type, actor, from, to);
        @Nullable List<String> after = pages.read(cursor, 1);
        int size = Parameters.limit(limit);
        List<Query> filters = new ArrayList<>();
        addTerm(filters, "aggregate", aggregate);
        addTerm(filters, "type", type);
        addTerm(filters, "actors", actor);
        addSpan(filters, Parameters.instant("from", from), Parameters.instant("to", to));
        List<AuditEntry> found = entries
                .index()
                .search(caller.tenantId(), filters, search -> {
                    search.size(size + 1)
                            .trackTotalHits(total -> total.enabled(false))
                            .sort(sort -> sort.field(by -> by.field("position").order(SortOrder.Asc)));
                    return after == null ? search : search.searchAfter(FieldValue.of(Cursor.number(after.getFirst())));
                })
                .hits()
                .hits()
                .stream()
                .map(Hit::source)
                .filter(Objects::nonNull)
                .map(AuditEntries.Indexed::entry)
                .toList();
        return Page.of(found, size, last -> pages.after(Objects.requireNonNull(last.position())));
    }

    private static void addTerm(List<Query> filters, String field, @Nullable String value) {
        if (value != null) {
            filters.add(Query.of(query -> query.term(term -> term.field(field).value(value))));
        }
    }

    private static void addSpan(List<Query> filters, @Nullable Instant from, @Nullable Instant to) {
        if (from != null || to != null) {
            filters.add(Query.of(query -> query.range(range -> range.date(date -> {
                date.field("recordedAt");
                if (from != null) {
                    date.gte(from.toString());
                }
                if (to != null) {
                    date.lt(to.toString());
                }
                return date;
            }))));
        }
    }
}
