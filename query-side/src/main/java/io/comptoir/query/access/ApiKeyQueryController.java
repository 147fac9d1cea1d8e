package io.comptoir.query.access;

import co.elastic.clients.elasticsearch._types.FieldValue;
import co.elastic.clients.elasticsearch._types.SortOrder;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.core.search.Hit;
import io.comptoir.contract.access.ApiKeyIssued;
import io.comptoir.contract.access.ApiKeyState;
import io.comptoir.contract.access.Permission;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.InvalidValue;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.access.AccessEvents;
import io.comptoir.platform.access.ApiKeyAnswer;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.KeyUses;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.http.Problem;
import io.comptoir.platform.vault.VaultAway;
import io.comptoir.projection.audit.AuditEntries;
import io.comptoir.query.reading.Cursor;
import io.comptoir.query.reading.Page;
import io.comptoir.query.reading.Parameters;
import io.comptoir.query.reading.ReadsFrom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Keys are found by the events that issued them, and each is shown as its own events made it. */
@RestController
@RequestMapping("/v1/api-keys")
class ApiKeyQueryController {

    private final AuditEntries entries;
    private final AccessEvents access;
    private final KeyUses uses;

    ApiKeyQueryController(AuditEntries entries, AccessEvents access, KeyUses uses) {
        this.entries = entries;
        this.access = access;
        this.uses = uses;
    }

    /** @param key with where it was issued, which is where a page ends */
    private record Issued(long position, ApiKeyState key) {}

    /** All keys that were ever issued, the oldest first, also those that were revoked. */
    @GetMapping
    @Requires(Permission.API_KEYS_READ)
    @ReadsFrom("events-search")
    Page<ApiKeyAnswer> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Cursor pages = Cursor.over(caller.tenantId(), "api-keys");
        @Nullable List<String> after = pages.read(cursor, 1);
        int size = Parameters.limit(limit);
        List<Issued> found =
                issued(caller.tenantId(), after == null ? null : Cursor.number(after.getFirst()), size + 1);
        Page<Issued> page = Page.of(found, size, last -> pages.after(last.position()));
        Map<ApiKeyId, Instant> used =
                lastUses(page.data().stream().map(each -> each.key().id()).toList());
        return new Page<>(
                page.data().stream()
                        .map(each ->
                                ApiKeyAnswer.of(each.key(), used.get(each.key().id())))
                        .toList(),
                page.nextCursor());
    }

    private List<Issued> issued(TenantId tenantId, @Nullable Long after, int limit) {
        Query isIssued =
                Query.of(query -> query.term(term -> term.field("type").value(ApiKeyIssued.class.getSimpleName())));
        return entries
                .index()
                .search(tenantId, List.of(isIssued), search -> {
                    search.size(limit)
                            .trackTotalHits(total -> total.enabled(false))
                            .sort(sort -> sort.field(by -> by.field("position").order(SortOrder.Asc)));
                    return after == null ? search : search.searchAfter(FieldValue.of(after));
                })
                .hits()
                .hits()
                .stream()
                .map(Hit::source)
                .filter(Objects::nonNull)
                .flatMap(entry ->
                        find(tenantId, keyOf(entry.aggregate())).map(key -> new Issued(entry.position(), key)).stream())
                .toList();
    }

    private Map<ApiKeyId, Instant> lastUses(List<ApiKeyId> ids) {
        try {
            return uses.lastUses(ids);
        } catch (VaultAway e) {
            throw Problem.storeUnavailable("The vault");
        }
    }

    private static String keyOf(String aggregate) {
        return aggregate.substring(aggregate.indexOf(':') + 1);
    }

    @GetMapping("/{id}")
    @Requires(Permission.API_KEYS_READ)
    @ReadsFrom(ReadsFrom.EVENT_STORE)
    ApiKeyAnswer find(Caller caller, @PathVariable String id) {
        ApiKeyState key = find(caller.tenantId(), id).orElseThrow(() -> Problem.notFound("key"));
        return ApiKeyAnswer.of(key, lastUses(List.of(key.id())).get(key.id()));
    }

    /** Text that is no key's id names no key, and another organization's key does not exist. */
    private Optional<ApiKeyState> find(TenantId tenantId, String id) {
        try {
            return access.key(new ApiKeyId(id)).filter(key -> key.tenantId().equals(tenantId));
        } catch (InvalidValue e) {
            return Optional.empty();
        }
    }
}
