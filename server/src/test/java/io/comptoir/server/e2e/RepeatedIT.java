package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.ExternalId;
import io.comptoir.contract.values.OrderId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What networks, channels and impatient people do: everything arrives more than once, and in any order. */
@EndToEnd
class RepeatedIT {

    private static final int ORDERS = 30;
    private static final int TIMES = 3;
    private static final int INVOICES = 20;

    private final Organization organization;
    private final Api api;
    private final Random random = new Random(Seed.VALUE);

    RepeatedIT(Organization organization) {
        this.organization = organization;
        this.api = organization.api();
        api.post("/v1/products", "{\"sku\":\"CUP\",\"name\":\"Cup\",\"price\":{\"amount\":\"1\",\"currency\":\"GBP\"}}")
                .expect(201);
        api.post("/v1/inventory/CUP/receipts", "{\"quantity\":1000}").expect(200);
    }

    /** Orders, acceptances and cancellations, each three times, all mixed up: some come before what they are about. */
    @Test
    void requestsInAnyOrderAndNumberComeToWhatTheyWereAnswered() {
        List<Supplier<Answer>> requests = new ArrayList<>();
        for (String externalId : externalIds()) {
            for (int time = 0; time < TIMES; time++) {
                requests.add(() -> placed(externalId));
                requests.add(() -> api.post(pathOf(externalId) + "/accept", "{}"));
                requests.add(() -> api.post(pathOf(externalId) + "/cancel", "{\"reason\":\"Test\"}"));
            }
        }
        Collections.shuffle(requests, random);

        List<Answer> answers = together(requests);

        assertThat(answers).extracting(Answer::status).contains(201).isSubsetOf(200, 201, 404, 409);
        Api after = api.after(OrderBook.written(api, "CUP"));
        assertThat(after.all("/v1/orders")).hasSize(ORDERS);
        int held = 0;
        for (String externalId : externalIds()) {
            assertThat(oftenAnswered(answers, "/v1/orders", 201, externalId)).isEqualTo(1);
            long accepted = oftenAnswered(answers, pathOf(externalId) + "/accept", 200, "");
            long cancelled = oftenAnswered(answers, pathOf(externalId) + "/cancel", 200, "");
            assertThat(List.of(accepted, cancelled)).as(externalId).isSubsetOf(0L, 1L);
            JsonNode order = after.get(pathOf(externalId)).expect(200).json();
            assertThat(order.get("version").asLong()).isEqualTo(1 + accepted + cancelled);
            assertThat(order.get("status").asString())
                    .isEqualTo(cancelled == 1 ? "cancelled" : accepted == 1 ? "accepted" : "placed");
            held += cancelled == 1 ? 0 : 2;
        }
        assertThat(after.get("/v1/inventory/CUP")
                        .expect(200)
                        .json()
                        .get("reserved")
                        .asInt())
                .isEqualTo(held);
        OrderBook.assertInvariants(after);
    }

    private static List<String> externalIds() {
        return IntStream.range(0, ORDERS).mapToObj(number -> "R-" + number).toList();
    }

    /** It follows from where the order came from, so it is known before there is an order. */
    private String pathOf(String externalId) {
        return "/v1/orders/" + OrderId.ofExternal(organization.id(), new Channel("web"), new ExternalId(externalId));
    }

    private static long oftenAnswered(List<Answer> answers, String path, int status, String externalId) {
        return answers.stream()
                .filter(answer -> answer.call().equals("POST " + path) && answer.status() == status)
                .filter(answer -> externalId.isEmpty()
                        || answer.json().get("externalId").asString().equals(externalId))
                .count();
    }

    private Answer placed(String externalId) {
        return api.post("/v1/orders", """
            {"channel":"web","externalId":"%s","currency":"GBP",
             "lines":[{"sku":"CUP","quantity":2,"unitPrice":{"amount":"1","currency":"GBP"}}]}\
            """.formatted(externalId));
    }

    @Test
    void filesInAnyOrderAndNumberAreImportedOnce() {
        List<String> invoices = IntStream.range(0, INVOICES)
                .mapToObj(number ->
                        "%1$d,MUG,Mug,2,12/1/10 8:26,1.50,17,Norway%n%1$d,TEA,Tea,1,12/1/10 8:26,0.99,17,Norway"
                                .formatted(9_000 + number))
                .toList();
        List<Answer> started = new ArrayList<>();
        for (int time = 0; time < TIMES; time++) {
            List<String> mixed = new ArrayList<>(invoices);
            Collections.shuffle(mixed, random);
            started.add(Imports.start(api, Imports.HEADER + "\n" + String.join("\n", mixed) + "\n"));
        }

        List<Answer> ended =
                started.stream().map(start -> Imports.end(api, start)).toList();

        assertThat(ended)
                .allSatisfy(
                        each -> assertThat(each.json().get("status").asString()).isEqualTo("completed"));
        Api after = api.after(OrderBook.written(api, "CUP"));
        assertThat(after.all("/v1/orders"))
                .extracting(order -> order.get("externalId").asString())
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, INVOICES)
                        .mapToObj(number -> Integer.toString(9_000 + number))
                        .toList());
        assertThat(after.get("/v1/inventory/MUG")
                        .expect(200)
                        .json()
                        .get("reserved")
                        .asInt())
                .isEqualTo(2 * INVOICES);
        OrderBook.assertInvariants(after);
    }

    private static List<Answer> together(List<Supplier<Answer>> requests) {
        return requests.stream()
                .map(request -> CompletableFuture.supplyAsync(
                        request, task -> Thread.ofVirtual().start(task)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }
}
