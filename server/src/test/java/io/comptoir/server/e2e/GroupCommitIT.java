package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.Decision;
import io.comptoir.contract.inventory.ReceiveStock;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;
import io.comptoir.platform.messaging.Commands;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Requests that wait for the same writer, up to the transactions of the database. */
@EndToEnd
class GroupCommitIT {

    private static final int ORDERS = 20;

    /** As many as a writer lets wait of one organization. */
    private static final int MAX_OF_ORGANIZATION = 512;

    private final RunningServer server;
    private final Organization organization;
    private final Api api;

    GroupCommitIT(RunningServer server, Organization organization) {
        this.server = server;
        this.organization = organization;
        this.api = organization.api();
        api.post("/v1/products", "{\"sku\":\"CUP\",\"name\":\"Cup\",\"price\":{\"amount\":\"1\",\"currency\":\"GBP\"}}")
                .expect(201);
        api.post("/v1/inventory/CUP/receipts", "{\"quantity\":" + (ORDERS - 1) + "}")
                .expect(200);
    }

    @Test
    void requestsThatWaitTogetherAreStoredInOneTransaction() {
        GivenServices.assumeTransactions();
        BusyWriter writer = new BusyWriter(server, organization.id());
        IntStream.range(0, ORDERS).forEach(number -> writer.send(this::order));

        List<Answer> answers = answers(writer);

        answers.subList(0, ORDERS - 1).forEach(answer -> answer.expect(201));
        assertThat(answers.getLast().problem(409, "insufficient-stock").path("shortages"))
                .as("the last one is refused, which does not concern the others")
                .hasSize(1);
        assertThat(transactionsOf("order")).isEqualTo(1);
        assertThat(answers.subList(0, ORDERS - 1).stream().map(Answer::position))
                .as("each answer has the position of its own order")
                .doesNotHaveDuplicates()
                .isSorted();
        assertIsWhole(answers.get(ORDERS - 2).position());
    }

    @Test
    void everyAnswerOfAGroupIsStoredBeforeItIsGiven() {
        BusyWriter writer = new BusyWriter(server, organization.id());
        IntStream.range(0, 3)
                .forEach(number -> writer.send(() -> {
                    Answer answer = order().expect(201);
                    String path = "/v1/audit/orders/" + answer.json().get("id").asString();
                    return api.get(path);
                }));

        assertThat(answers(writer)).allSatisfy(answer -> answer.expect(200));
    }

    @Test
    void aRequestThatFindsNoRoomIsAnsweredAtOnceAndNotCarriedOut() {
        BusyWriter writer = new BusyWriter(server, organization.id());
        IntStream.range(0, MAX_OF_ORGANIZATION)
                .forEach(number -> writer.send(() -> server.part(Commands.class)
                        .send(
                                new ReceiveStock(
                                        organization.id(), new Sku("CUP"), Location.MAIN, new Quantity(1), null),
                                Actor.system("end-to-end-test"))));

        Answer refused = order();

        assertThat(refused.problem(503, "overloaded")).isEmpty();
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(writer.answers()).hasSize(MAX_OF_ORGANIZATION).allMatch(Decision.Accepted.class::isInstance);
        assertThat(server.storedStreams(organization.id())).noneMatch(stream -> stream.startsWith("order:"));
    }

    private void assertIsWhole(long position) {
        assertThat(api.after(position).get("/v1/invariants").expect(200).json().get("data"))
                .isNotEmpty()
                .allSatisfy(invariant -> assertThat(invariant.get("holds").asBoolean())
                        .as(invariant.toString())
                        .isTrue());
    }

    private static List<Answer> answers(BusyWriter writer) {
        return writer.answers().stream().map(Answer.class::cast).toList();
    }

    private Answer order() {
        return api.post(
                "/v1/orders",
                "{\"channel\":\"web\",\"currency\":\"GBP\",\"lines\":[{\"sku\":\"CUP\",\"quantity\":1,"
                        + "\"unitPrice\":{\"amount\":\"1\",\"currency\":\"GBP\"}}]}");
    }

    /** A row tells by which transaction it was inserted. */
    private long transactionsOf(String kind) {
        return server.part(JdbcClient.class)
                .sql("select count(distinct xmin::text) from events where stream like ?")
                .param(organization.id() + ":" + kind + ":%")
                .query(Long.class)
                .single();
    }
}
