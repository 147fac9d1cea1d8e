package io.comptoir.query.projections;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MaskedTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    void leavesIdsTimesAndNumbersAndNothingThatCouldNameAPerson() {
        JsonNode masked = Masked.of(JSON.readTree("""
                {"tenantId":"t","orderId":"o","placedAt":"2026-01-01T00:00:00Z","channel":"web","note":"call Zaphod",
                 "customer":{"reference":"Z-1","name":"Zaphod","email":"z@example.org","country":"Betelgeuse"},
                 "lines":[{"sku":"A","name":"Towel","quantity":2,"unitPrice":{"amount":"1.00","currency":"GBP"}}],
                 "tags":["Zaphod"],"urgent":true,"nothing":null}"""));

        assertThat(masked).isEqualTo(JSON.readTree("""
                {"tenantId":"t","orderId":"o","placedAt":"2026-01-01T00:00:00Z","channel":"web","note":"***",
                 "customer":{"reference":"***","name":"***","email":"***","country":"***"},
                 "lines":[{"sku":"A","name":"***","quantity":2,"unitPrice":{"amount":"1.00","currency":"GBP"}}],
                 "tags":["***"],"urgent":true,"nothing":null}"""));
    }

    @Test
    void masksATextThatIsAllThereIs() {
        assertThat(Masked.of(JSON.readTree("\"Zaphod\"")).asString()).isEqualTo("***");
    }
}
