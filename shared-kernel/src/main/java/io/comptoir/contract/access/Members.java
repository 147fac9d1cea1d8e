package io.comptoir.contract.access;

import io.comptoir.contract.values.SubjectId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who belongs to an organization.
 *
 * @param members in the order of their coming, those changed last at the end
 * @param version how many events made this, 0 where there is none
 */
public record Members(List<Member> members, long version) {

    public static final Members NONE = new Members(List.of(), 0);

    /** The most members of one organization at a time. */
    public static final int MAX_MEMBERS = 1_000;

    public Members {
        members = List.copyOf(members);
    }

    public Members after(MemberEvent event) {
        List<Member> others = new ArrayList<>(members);
        others.removeIf(member -> member.subject().equals(event.subject()));
        switch (event) {
            case MemberAdded added -> others.add(new Member(added.subject(), added.label(), added.grants()));
            case MemberGrantsChanged changed ->
                others.add(new Member(
                        changed.subject(),
                        find(changed.subject()).map(Member::label).orElse(null),
                        changed.grants()));
            case MemberRemoved removed -> {}
        }
        return new Members(others, version + 1);
    }

    /** The member with this subject; empty if nobody is. */
    public Optional<Member> find(SubjectId subject) {
        return members.stream()
                .filter(member -> member.subject().equals(subject))
                .findFirst();
    }
}
