package io.comptoir.query.effects;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;
import static com.mongodb.client.model.Sorts.orderBy;

import io.comptoir.contract.access.Permission;
import io.comptoir.contract.effects.EffectState;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.http.Problem;
import io.comptoir.projection.effects.EffectViews;
import io.comptoir.projection.replay.ReadModel;
import io.comptoir.query.reading.Cursor;
import io.comptoir.query.reading.Page;
import io.comptoir.query.reading.Parameters;
import io.comptoir.query.reading.ReadsFrom;
import io.comptoir.query.reading.ShownPosition;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/effects")
class EffectQueryController {

    private static final Bson NEWEST_FIRST = orderBy(descending(EffectViews.PLANNED_AT), ascending(EffectViews.ID));

    private final EffectViews effects;

    EffectQueryController(EffectViews effects) {
        this.effects = effects;
    }

    @Requires(Permission.EFFECTS_READ)
    @GetMapping("/{id}")
    @ReadsFrom("effects")
    EffectState find(Caller caller, @PathVariable String id, HttpServletResponse response) {
        return effects.show(caller.tenantId(), id)
                .map(shown -> ShownPosition.told(response, shown))
                .orElseThrow(() -> Problem.notFound("effect"));
    }

    /** Effects with the newest first. */
    @Requires(Permission.EFFECTS_READ)
    @GetMapping
    @ReadsFrom("effects")
    Page<EffectState> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        EffectState.@Nullable Status status = state == null ? null : status(state);
        Cursor pages = Cursor.over(caller.tenantId(), "effects", status);
        @Nullable List<String> after = pages.read(cursor, 2);
        int size = Parameters.limit(limit);
        List<EffectState> found = effects.list(caller.tenantId(), filter(status, after), NEWEST_FIRST, size + 1);
        return Page.of(
                found,
                size,
                last -> pages.after(
                        last.plannedAt().toEpochMilli(),
                        ReadModel.documentId(caller.tenantId(), last.id().toString())));
    }

    private static EffectState.Status status(String raw) {
        for (EffectState.Status status : EffectState.Status.values()) {
            if (status.name().toLowerCase(Locale.ROOT).equals(raw)) {
                return status;
            }
        }
        throw Problem.malformed("state", "must be planned, sent, confirmed, unknown or failed");
    }

    private static Bson filter(EffectState.@Nullable Status status, @Nullable List<String> after) {
        List<Bson> all = new ArrayList<>();
        if (status != null) {
            all.add(eq(EffectViews.STATUS, status.name()));
        }
        if (after != null) {
            Instant plannedAt = Instant.ofEpochMilli(Cursor.number(after.get(0)));
            // Says nothing that the next does not, but an index can begin there instead of at the newest effect.
            all.add(lte(EffectViews.PLANNED_AT, plannedAt));
            all.add(or(
                    lt(EffectViews.PLANNED_AT, plannedAt),
                    and(eq(EffectViews.PLANNED_AT, plannedAt), gt(EffectViews.ID, after.get(1)))));
        }
        return all.isEmpty() ? new org.bson.Document() : and(all);
    }
}
