package io.comptoir.server.e2e;

import static io.comptoir.server.e2e.Answer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many want the same at the same moment. */
@EndToEnd
class HotSkuIT {

    private static final int IN_STOCK = 50;
    private static final int ORDERS = 200;

    private final RunningServer server;
    private final Organization organization;
    private final Api api;

    HotSkuIT(RunningServer server, Organization organization) {
        this.server = server;
        this.organization = organization;
        this.api = organization.api();
        api.post("/v1/products", "{\"sku\":\"HOT\",\"name\":\"Hot\",\"price\":{\"amount\":\"1\",\"currency\":\"GBP\"}}")
                .expect(201);
        api.post("/v1/inventory/HOT/receipts", "{\"quantity\":" + IN_STOCK + "}")
                .expect(200);
    }

    @Test
    void fiftyOfTwoHundredOrdersForFiftyUnitsAreAccepted() throws Exception {
        List<Answer> answers = atOnce(ORDERS, i -> api.post("/v1/orders", order("")));

        List<Answer> accepted =
                answers.stream().filter(answer -> answer.status() == 201).toList();
        List<Answer> refused =
                answers.stream().filter(answer -> answer.status() != 201).toList();
        assertThat(accepted).hasSize(IN_STOCK);
        assertThat(refused)
                .hasSize(ORDERS - IN_STOCK)
                .allSatisfy(answer -> assertThat(answer.problem(409, "insufficient-stock"))
                        .isEqualTo(json("{\"shortages\":[{\"sku\":\"HOT\",\"requested\":1,\"available\":0}]}")));
        long last = accepted.stream().mapToLong(Answer::position).max().orElseThrow();
        assertThat(api.after(last).get("/v1/inventory/HOT").expect(200).json()).isEqualTo(json("""
                {"sku":"HOT","onHand":50,"reserved":50,"available":0,"locations":[
                  {"location":"main","onHand":50,"reserved":50,"available":0}]}"""));
        assertThat(api.after(last).all("/v1/orders"))
                .containsExactlyInAnyOrderElementsOf(
                        accepted.stream().map(Answer::json).toList());
        assertThat(Collections.frequency(server.storedStreams(organization.id()), "stock:HOT"))
                .as("one receipt and one reservation for each accepted order")
                .isEqualTo(1 + IN_STOCK);
    }

    @Test
    void oneOrderComesOfAnExternalIdThatIsSentTwentyTimesAtOnce() throws Exception {
        List<Answer> answers = atOnce(20, i -> api.post("/v1/orders", order("\"externalId\":\"E-1\",")));

        assertThat(answers).extracting(Answer::status).containsOnly(200, 201);
        assertThat(answers).extracting(Answer::status).containsOnlyOnce(201);
        assertThat(answers)
                .extracting(Answer::json)
                .containsOnly(answers.getFirst().json());
        assertThat(api.after(answers.getFirst())
                        .get("/v1/inventory/HOT")
                        .expect(200)
                        .json()
                        .get("reserved")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void ordersThatTakeTheSameStockInOppositeOrderAllSucceed() throws Exception {
        api.post("/v1/products", "{\"sku\":\"COLD\",\"name\":\"C\",\"price\":{\"amount\":\"1\",\"currency\":\"GBP\"}}")
                .expect(201);
        api.post("/v1/inventory/COLD/receipts", "{\"quantity\":" + IN_STOCK + "}")
                .expect(200);

        List<Answer> answers = atOnce(
                40,
                i -> api.post(
                        "/v1/orders",
                        i % 2 == 0
                                ? lines("", line("HOT") + "," + line("COLD"))
                                : lines("", line("COLD") + "," + line("HOT"))));

        assertThat(answers).allSatisfy(answer -> answer.expect(201));
    }

    private static List<Answer> atOnce(int count, IntFunction<Answer> request)
            throws InterruptedException, ExecutionException {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> pending = new ArrayList<>(IntStream.range(0, count)
                    .mapToObj(i -> callers.submit((Callable<Answer>) () -> {
                        start.await();
                        return request.apply(i);
                    }))
                    .toList());
            start.countDown();
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> answer : pending) {
                answers.add(answer.get());
            }
            return answers;
        }
    }

    private static String order(String more) {
        return lines(more, line("HOT"));
    }

    private static String lines(String more, String lines) {
        return "{\"channel\":\"web\",%s\"currency\":\"GBP\",\"lines\":[%s]}".formatted(more, lines);
    }

    private static String line(String sku) {
        return "{\"sku\":\"%s\",\"quantity\":1,\"unitPrice\":{\"amount\":\"1\",\"currency\":\"GBP\"}}".formatted(sku);
    }
}
