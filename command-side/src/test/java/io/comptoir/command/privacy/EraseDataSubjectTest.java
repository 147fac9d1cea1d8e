package io.comptoir.command.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.command.CommandScenario;
import io.comptoir.command.CommandSide;
import io.comptoir.contract.Decision;
import io.comptoir.contract.catalog.ProductRegistered;
import io.comptoir.contract.inventory.StockReceived;
import io.comptoir.contract.inventory.Supply;
import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.contract.orders.PlaceOrder;
import io.comptoir.contract.privacy.DataSubjectErased;
import io.comptoir.contract.privacy.EraseDataSubject;
import io.comptoir.contract.privacy.Erasure;
import io.comptoir.contract.privacy.PrivacyRejection.DataSubjectAlreadyErased;
import io.comptoir.contract.privacy.PrivacyRejection.DataSubjectNotFound;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.ExternalId;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.privacy.Sealing;
import io.comptoir.platform.privacy.SubjectKeys;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EraseDataSubjectTest {

    private static final DataSubjectId ADA = new DataSubjectId("c-7");
    private static final Note REASON = new Note("asked by letter");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Currency GBP = Currency.getInstance("GBP");
    private static final Sku CUP = new Sku("CUP");
    private static final Channel WEB = new Channel("web");

    private final CommandScenario scenario = new CommandScenario();
    private final TenantId tenant = scenario.tenantId();
    private final SubjectKeys keys = CommandSide.bean(SubjectKeys.class);

    private PlaceOrder order(String externalId) {
        ExternalId id = new ExternalId(externalId);
        return new PlaceOrder(
                tenant,
                OrderId.ofExternal(tenant, WEB, id),
                WEB,
                id,
                GBP,
                new Customer(ADA, new Note("Ada Lovelace"), null, null),
                NOON,
                null,
                List.of(new PlaceOrder.Line(CUP, new Quantity(1), Money.of("1.00", GBP))),
                Supply.FROM_STOCK);
    }

    private CommandScenario givenAnOrder() {
        return scenario.given(
                        new ProductRegistered(tenant, CUP, new Note("A cup"), Money.of("1.00", GBP)),
                        new StockReceived(tenant, CUP, Location.MAIN, new Quantity(9), null))
                .when(order("1"));
    }

    private EraseDataSubject erase() {
        return new EraseDataSubject(tenant, ADA, REASON, NOON);
    }

    private @Nullable Note nameIn(Object order) {
        return CommandSide.bean(Sealing.class)
                .opened(tenant, (OrderState) order)
                .customer()
                .name();
    }

    @Test
    void decidesWithTheNewestKeyAndLeavesItsDestructionToTheRequest() {
        givenAnOrder().when(erase()).then(new DataSubjectErased(tenant, ADA, 1, REASON, NOON));

        assertThat(scenario.<Erasure>outcome()).isEqualTo(new Erasure(ADA, 1, REASON, NOON));
        assertThat(keys.state(tenant, ADA).orElseThrow().erasedAt()).isNull();
    }

    @Test
    void refusesWhomItDoesNotKnow() {
        scenario.when(erase()).thenRefused(new DataSubjectNotFound(ADA));
    }

    @Test
    void refusesASecondErasureAndSeesToItThatTheFirstIsDone() {
        givenAnOrder().when(erase());

        scenario.when(new EraseDataSubject(tenant, ADA, REASON, NOON.plusSeconds(60)))
                .thenRefused(new DataSubjectAlreadyErased(ADA, NOON));

        assertThat(keys.state(tenant, ADA).orElseThrow().erasedAt()).isNotNull();
    }

    @Test
    void destroysNoKeyForAnErasureThatIsNotStoredYet() throws Exception {
        givenAnOrder();
        DataSubjectCommands commands = CommandSide.bean(DataSubjectCommands.class);

        DefaultUnitOfWork<?> undone = DefaultUnitOfWork.startAndGet(null);
        Decision<Erasure> unused = commands.erase(erase());
        assertThat(commands.erase(erase())).isEqualTo(Decision.refused(new DataSubjectAlreadyErased(ADA, NOON)));
        undone.rollback();
        assertThat(keys.state(tenant, ADA).orElseThrow().erasedAt())
                .as("what was undone with its append")
                .isNull();

        DefaultUnitOfWork<?> append = DefaultUnitOfWork.startAndGet(null);
        Decision<Erasure> first = commands.erase(erase());
        Decision<Erasure> second = commands.erase(erase());
        assertThat(List.of(first, second)).hasExactlyElementsOfTypes(Decision.Accepted.class, Decision.Refused.class);
        assertThat(keys.state(tenant, ADA).orElseThrow().erasedAt()).isNull();
        append.commit();
        assertThat(keys.state(tenant, ADA).orElseThrow().erasedAt())
                .as("before anybody is told that it is done")
                .isNotNull();
    }

    @Test
    void answersARepeatedOrderWithWhatIsLeft() {
        givenAnOrder();
        assertThat(nameIn(scenario.outcome())).isEqualTo(new Note("Ada Lovelace"));
        keys.destroy(tenant, ADA, 1);

        scenario.when(order("1")).thenRepeated();

        assertThat(nameIn(scenario.outcome())).isEqualTo(new Note("erased"));
    }

    @Test
    void erasesWhoeverCameBackOnceMore() {
        givenAnOrder().when(erase());
        keys.destroy(tenant, ADA, 1);
        scenario.when(order("2"));
        assertThat(nameIn(scenario.outcome())).isEqualTo(new Note("Ada Lovelace"));

        scenario.when(erase()).then(new DataSubjectErased(tenant, ADA, 2, REASON, NOON));
    }
}
