package io.comptoir.query.access;

import io.comptoir.contract.access.Member;
import io.comptoir.contract.access.Permission;
import io.comptoir.platform.access.AccessEvents;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.http.Problem;
import io.comptoir.query.reading.Cursor;
import io.comptoir.query.reading.Page;
import io.comptoir.query.reading.Parameters;
import io.comptoir.query.reading.ReadsFrom;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/members")
class MemberQueryController {

    private final AccessEvents access;

    MemberQueryController(AccessEvents access) {
        this.access = access;
    }

    /** All members by subject. */
    @GetMapping
    @Requires(Permission.MEMBERS_READ)
    @ReadsFrom(ReadsFrom.EVENT_STORE)
    Page<Member> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Cursor pages = Cursor.over(caller.tenantId(), "members");
        @Nullable List<String> after = pages.read(cursor, 1);
        int size = Parameters.limit(limit);
        List<Member> found = access.members(caller.tenantId()).members().stream()
                .sorted(Comparator.comparing(member -> member.subject().value()))
                .filter(member -> after == null || member.subject().value().compareTo(after.getFirst()) > 0)
                .limit(size + 1L)
                .toList();
        return Page.of(found, size, last -> pages.after(last.subject()));
    }

    @GetMapping("/{subject}")
    @Requires(Permission.MEMBERS_READ)
    @ReadsFrom(ReadsFrom.EVENT_STORE)
    Member find(Caller caller, @PathVariable String subject) {
        return access.members(caller.tenantId()).members().stream()
                .filter(member -> member.subject().value().equals(subject))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("member"));
    }
}
