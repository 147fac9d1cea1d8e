package io.comptoir.platform.access;

import static io.comptoir.platform.access.KeyChain.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.access.ApiKeyRefused;
import io.comptoir.contract.access.ApiKeyRefused.Reason;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.platform.access.Verification.KnownKey;
import io.comptoir.platform.messaging.Envelope;
import java.util.List;
import org.axonframework.eventhandling.DomainEventMessage;
import org.junit.jupiter.api.Test;

class RefusalHistoryTest {

    private static final KnownKey KEY = new KnownKey(TENANT, new ApiKeyId("abcdefghijkl2345"));

    private final KeyChain chain = new KeyChain();
    private final RefusalHistory history = new RefusalHistory(chain.events, chain.clock);

    @Test
    void tellsTheFirstAtOnceAndTheOthersTogetherAMinuteLater() {
        history.add(KEY, Reason.EXPIRED);
        history.write();
        for (int i = 0; i < 500; i++) {
            history.add(KEY, Reason.EXPIRED);
            history.write();
        }
        assertThat(told()).containsExactly(refused(Reason.EXPIRED, 1));

        chain.clock.forward(RefusalHistory.TOLD_EVERY);
        history.write();
        history.write();
        assertThat(told()).containsExactly(refused(Reason.EXPIRED, 1), refused(Reason.EXPIRED, 500));

        chain.clock.forward(RefusalHistory.TOLD_EVERY);
        history.write();
        history.add(KEY, Reason.EXPIRED);
        history.write();
        assertThat(told()).hasSize(3).endsWith(refused(Reason.EXPIRED, 1));
    }

    @Test
    void keepsReasonsApart() {
        history.add(KEY, Reason.EXPIRED);
        history.add(KEY, Reason.WRONG_SECRET);
        history.write();

        assertThat(told()).containsExactlyInAnyOrder(refused(Reason.EXPIRED, 1), refused(Reason.WRONG_SECRET, 1));
    }

    @Test
    void holdsNoMoreThanItsLimit() {
        for (int i = 0; i < RefusalHistory.MAX_WAITING; i++) {
            history.add(new KnownKey(TENANT, new ApiKeyId(id(i))), Reason.EXPIRED);
        }
        history.add(KEY, Reason.EXPIRED);
        history.write();

        assertThat(told()).isEmpty();
    }

    private static String id(int number) {
        char[] text = "aaaaaaaaaaaaaaaa".toCharArray();
        for (int i = 0, rest = number; rest > 0; i++, rest /= 26) {
            text[i] = (char) ('a' + rest % 26);
        }
        return new String(text);
    }

    @Test
    void everyEventHasAnEnvelopeOfItsOrganization() {
        history.add(KEY, Reason.REVOKED);
        history.write();

        assertThat(stored())
                .allSatisfy(event ->
                        assertThat(Envelope.of(event.getMetaData()).tenantId()).isEqualTo(TENANT))
                .hasSize(1);
    }

    private static ApiKeyRefused refused(Reason reason, long count) {
        return new ApiKeyRefused(TENANT, KEY.id(), reason, count);
    }

    private List<Object> told() {
        return stored().stream().<Object>map(DomainEventMessage::getPayload).toList();
    }

    private List<? extends DomainEventMessage<?>> stored() {
        return chain.events
                .readEvents(ApiKeyRefused.streamOf(TENANT, KEY.id()).toString())
                .asStream()
                .toList();
    }
}
