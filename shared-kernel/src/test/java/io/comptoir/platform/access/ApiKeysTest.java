package io.comptoir.platform.access;

import static io.comptoir.platform.access.KeyChain.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.access.ApiKeyEvent;
import io.comptoir.contract.access.ApiKeyRevoked;
import io.comptoir.contract.access.ApiKeyRotated;
import io.comptoir.contract.access.KeyGrant;
import io.comptoir.contract.access.MemberAdded;
import io.comptoir.contract.access.MemberEvent;
import io.comptoir.contract.access.MemberRemoved;
import io.comptoir.contract.access.Permission;
import io.comptoir.contract.access.Role;
import io.comptoir.contract.access.RoleChanged;
import io.comptoir.contract.access.RoleDefined;
import io.comptoir.contract.access.RoleEvent;
import io.comptoir.contract.access.RoleGrant;
import io.comptoir.contract.access.RoleRemoved;
import io.comptoir.contract.organizations.OrganizationEvent;
import io.comptoir.contract.organizations.OrganizationResumed;
import io.comptoir.contract.organizations.OrganizationSuspended;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.SubjectId;
import io.comptoir.platform.access.Verification.KnownKey;
import io.comptoir.platform.access.Verification.Refused;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ApiKeysTest {

    private static final Role SUPPORT = new Role("support");
    private static final SubjectId MEMBER = new SubjectId("auth0|1");

    private final KeyChain chain = new KeyChain();

    @Test
    void aKeySaysWhoCallsAndWhatTheyMay() {
        ApiKey key = chain.issue();

        assertThat(verify(key))
                .isEqualTo(new Verification.Accepted(
                        new Caller(
                                TENANT,
                                Actor.key(key.id().value()),
                                Role.DEVELOPER.builtInPermissions().orElseThrow()),
                        key.id()));
    }

    @Test
    void whatIsNoKeyAndWhatIsNobodysAreToldApart() {
        ApiKey key = chain.issue();

        assertThat(chain.verifier().verify("")).isEqualTo(Refused.because(Refusal.MALFORMED));
        assertThat(chain.verifier().verify(mistyped(key))).isEqualTo(Refused.because(Refusal.MALFORMED));
        assertThat(verify(ApiKey.generate(new SecureRandom()))).isEqualTo(Refused.because(Refusal.UNKNOWN_KEY));
        assertThat(verify(chain.newSecretOf(key)))
                .isEqualTo(new Refused(Refusal.WRONG_SECRET, new KnownKey(TENANT, key.id()), null));
    }

    private static String mistyped(ApiKey key) {
        String text = key.reveal();
        return text.substring(0, 30) + (text.charAt(30) == 'a' ? 'b' : 'a') + text.substring(31);
    }

    @Test
    void expiresAtItsMomentEvenWhereItWasBelievedBefore() {
        Instant end = chain.clock.instant().plus(Duration.ofSeconds(2));
        ApiKey key = chain.issue(grant -> with(grant, null, null, end, null));
        ApiKeys verifier = chain.verifier();

        chain.clock.forward(Duration.ofMillis(1_999));
        assertThat(verifier.verify(key.reveal())).isInstanceOf(Verification.Accepted.class);
        chain.clock.forward(Duration.ofMillis(1));
        assertThat(verifier.verify(key.reveal()))
                .isEqualTo(new Refused(Refusal.KEY_EXPIRED, new KnownKey(TENANT, key.id()), end));
    }

    @Test
    void isRefusedOnceItIsRevokedButOnlyItsHolderLearnsWhy() {
        ApiKey key = chain.issue();
        Instant moment = chain.clock.instant();
        chain.store(ApiKeyEvent.streamOf(key.id()), new ApiKeyRevoked(TENANT, key.id(), new Note("leaked"), moment));

        assertThat(reason(verify(key))).isEqualTo(Refusal.KEY_REVOKED);
        assertThat(reason(verify(chain.newSecretOf(key)))).isEqualTo(Refusal.WRONG_SECRET);
    }

    @Test
    void theSecretBeforeARotationWorksUntilTheOverlapEnds() {
        ApiKey first = chain.issue();
        ApiKey second = rotate(first, Duration.ofHours(1));

        chain.clock.forward(Duration.ofMinutes(59));
        assertThat(verify(first)).isInstanceOf(Verification.Accepted.class);
        assertThat(verify(second)).isInstanceOf(Verification.Accepted.class);
        chain.clock.forward(Duration.ofMinutes(1));
        assertThat(reason(verify(first))).isEqualTo(Refusal.WRONG_SECRET);
        assertThat(verify(second)).isInstanceOf(Verification.Accepted.class);
    }

    @Test
    void aSecondRotationEndsTheFirstSecretAtOnce() {
        ApiKey first = chain.issue();
        ApiKey second = rotate(first, Duration.ofHours(1));
        ApiKey third = rotate(second, Duration.ofHours(1));

        assertThat(reason(verify(first))).isEqualTo(Refusal.WRONG_SECRET);
        assertThat(verify(second)).isInstanceOf(Verification.Accepted.class);
        assertThat(verify(third)).isInstanceOf(Verification.Accepted.class);
    }

    @Test
    void aNewSecretIsBelievedAfterASecondWhereTheOldOneIsRemembered() {
        ApiKey first = chain.issue();
        ApiKeys verifier = chain.verifier();
        assertThat(verifier.verify(first.reveal())).isInstanceOf(Verification.Accepted.class);
        ApiKey second = rotate(first, Duration.ZERO);

        chain.clock.forward(ApiKeys.LOOKED_AGAIN_AFTER.minusMillis(1));
        assertThat(reason(verifier.verify(second.reveal()))).isEqualTo(Refusal.WRONG_SECRET);
        chain.clock.forward(Duration.ofMillis(1));
        assertThat(verifier.verify(second.reveal())).isInstanceOf(Verification.Accepted.class);
        assertThat(reason(verifier.verify(first.reveal()))).isEqualTo(Refusal.WRONG_SECRET);
    }

    private ApiKey rotate(ApiKey key, Duration overlap) {
        ApiKey next = chain.newSecretOf(key);
        Instant now = chain.clock.instant();
        chain.store(
                ApiKeyEvent.streamOf(key.id()),
                new ApiKeyRotated(TENANT, key.id(), chain.pepper.hash(next), now, now.plus(overlap)));
        return next;
    }

    @Test
    void aSuspendedOrganizationsKeysAreRefusedUntilItIsResumed() {
        ApiKey key = chain.issue();
        Instant moment = chain.clock.instant();
        chain.store(OrganizationEvent.streamOf(TENANT), new OrganizationSuspended(TENANT, new Note("unpaid"), moment));
        assertThat(verify(key))
                .isEqualTo(new Refused(Refusal.ORGANIZATION_SUSPENDED, new KnownKey(TENANT, key.id()), moment));

        chain.store(OrganizationEvent.streamOf(TENANT), new OrganizationResumed(TENANT, new Note("paid"), moment));
        assertThat(verify(key)).isInstanceOf(Verification.Accepted.class);
    }

    @Test
    void scopesNarrowARoleAndNeverWidenIt() {
        assertThat(permissions(with(Role.ANALYST, List.of(Permission.ORDERS_READ, Permission.ORDERS_WRITE), null)))
                .containsExactly(Permission.ORDERS_READ);
    }

    @Test
    void aRoleOfTheOrganizationGivesWhatItSaysNow() {
        UnaryOperator<KeyGrant> supporter = with(SUPPORT, null, null);
        assertThat(permissions(supporter)).isEmpty();

        chain.store(RoleEvent.streamOf(TENANT), new RoleDefined(TENANT, SUPPORT, List.of(Permission.ORDERS_READ)));
        assertThat(permissions(supporter)).containsExactly(Permission.ORDERS_READ);

        chain.store(RoleEvent.streamOf(TENANT), new RoleChanged(TENANT, SUPPORT, List.of(Permission.SEARCH_READ)));
        assertThat(permissions(supporter)).containsExactly(Permission.SEARCH_READ);

        chain.store(RoleEvent.streamOf(TENANT), new RoleRemoved(TENANT, SUPPORT));
        assertThat(permissions(supporter)).isEmpty();
    }

    @Test
    void aMembersKeyCanDoNoMoreThanTheMember() {
        UnaryOperator<KeyGrant> ofTheMember = with(Role.OWNER, null, MEMBER);
        assertThat(permissions(ofTheMember)).isEmpty();

        Instant soon = chain.clock.instant().plusSeconds(60);
        chain.store(
                MemberEvent.streamOf(TENANT),
                new MemberAdded(
                        TENANT,
                        MEMBER,
                        null,
                        List.of(new RoleGrant(Role.ANALYST, null), new RoleGrant(Role.AUDITOR, soon))));
        assertThat(permissions(ofTheMember)).contains(Permission.SEARCH_READ, Permission.AUDIT_READ);
        assertThat(permissions(ofTheMember)).doesNotContain(Permission.ORDERS_WRITE);

        chain.clock.forward(Duration.ofSeconds(60));
        assertThat(permissions(ofTheMember))
                .isEqualTo(Role.ANALYST.builtInPermissions().orElseThrow());

        chain.store(MemberEvent.streamOf(TENANT), new MemberRemoved(TENANT, MEMBER));
        assertThat(permissions(ofTheMember)).isEmpty();
    }

    @Test
    void whatConcernsAllOrganizationsComesWithTheFlagAlone() {
        assertThat(permissions(with(Role.OWNER, null, null))).doesNotContainAnyElementsOf(Permission.OF_THE_PLATFORM);
        assertThat(permissions(KeyGrant::ofPlatformOperator)).containsAll(Permission.OF_THE_PLATFORM);
    }

    @Test
    void aNodeWithAnotherPepperBelievesNoKey() {
        ApiKey key = chain.issue();
        AccessEvents access = new AccessEvents(chain.events);
        byte[] other = new byte[KeyPepper.BYTES];
        other[0] = 1;

        assertThat(reason(new ApiKeys(access, new Grants(access), new KeyPepper(other), chain.clock)
                        .verify(key.reveal())))
                .isEqualTo(Refusal.WRONG_SECRET);
    }

    private Set<Permission> permissions(UnaryOperator<KeyGrant> how) {
        Verification verification = verify(chain.issue(how));
        assertThat(verification).isInstanceOf(Verification.Accepted.class);
        return ((Verification.Accepted) verification).caller().permissions();
    }

    private static UnaryOperator<KeyGrant> with(
            Role role, @Nullable List<Permission> scopes, @Nullable SubjectId member) {
        return grant -> new KeyGrant(grant.id(), grant.secretHash(), grant.label(), role, scopes, member, null, null);
    }

    private static KeyGrant with(
            KeyGrant grant,
            @Nullable List<Permission> scopes,
            @Nullable SubjectId member,
            @Nullable Instant expiresAt,
            @Nullable Boolean platformOperator) {
        return new KeyGrant(
                grant.id(),
                grant.secretHash(),
                grant.label(),
                grant.role(),
                scopes,
                member,
                expiresAt,
                platformOperator);
    }

    private Verification verify(ApiKey key) {
        return chain.verifier().verify(key.reveal());
    }

    private static Refusal reason(Verification verification) {
        assertThat(verification).isInstanceOf(Refused.class);
        return ((Refused) verification).reason();
    }
}
