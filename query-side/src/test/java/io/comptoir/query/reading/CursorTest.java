package io.comptoir.query.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.comptoir.contract.values.NearTexts;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.http.Problem;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;

class CursorTest {

    private static final TenantId TENANT = TenantId.of("00000000-0000-7000-8000-000000000001");
    private static final TenantId OTHER = TenantId.of("00000000-0000-7000-8000-000000000002");

    private final Cursor cursor = Cursor.over(TENANT, "orders", "placed", null);

    @Test
    void givesBackTheSortValues() {
        assertThat(cursor.read(cursor.after(-5L, "Crème 85123A"), 2)).containsExactly("-5", "Crème 85123A");
    }

    @Test
    void isReadAsItWasGivenOrRefused() {
        String given = cursor.after(-5L, "Crème 85123A");
        NearTexts.forEach(List.of(given, cursor.after("a"), "AAAAAAAAAAAA"), text -> {
            List<String> values;
            try {
                values = cursor.read(text, 2);
            } catch (Problem refused) {
                assertThat(refused.status()).isEqualTo(HttpStatus.BAD_REQUEST);
                assertThat(refused.facts()).containsEntry("field", "cursor");
                return;
            }
            assertThat(values).hasSize(2);
        });
    }

    @Test
    void readsANumberOrRefusesIt() {
        NearTexts.forEach(List.of("-5", "1764061200000"), text -> {
            try {
                assertThat(Cursor.number(text)).isEqualTo(Long.parseLong(text));
            } catch (Problem refused) {
                assertThat(refused.facts()).containsEntry("field", "cursor");
            }
        });
    }

    @Test
    void isAbsentOnTheFirstPage() {
        assertThat(cursor.read(null, 2)).isNull();
    }

    @Test
    void isTheSameForTheSameRequest() {
        assertThat(Cursor.over(TENANT, "orders", "placed", null).read(cursor.after("a"), 1))
                .containsExactly("a");
    }

    @Test
    void isRefusedInAnotherList() {
        String given = cursor.after("a");

        assertRefused(Cursor.over(OTHER, "orders", "placed", null), given, 1);
        assertRefused(Cursor.over(TENANT, "products", "placed", null), given, 1);
        assertRefused(Cursor.over(TENANT, "orders", "cancelled", null), given, 1);
        assertRefused(Cursor.over(TENANT, "orders", null, "placed"), given, 1);
        assertRefused(cursor, given, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "!!!", "AAAA", "AAAAAAAAAAA", "äöü", " "})
    void isRefusedWhenItIsNone(String given) {
        assertRefused(cursor, given, 1);
    }

    @Test
    void isRefusedWhenItIsNoText() {
        byte[] bytes = Base64.getUrlDecoder().decode(cursor.after("abc"));
        bytes[bytes.length - 1] = (byte) 0xff;

        assertRefused(cursor, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), 1);
    }

    @Test
    void isRefusedWhenItIsTooLong() {
        assertRefused(cursor, "A".repeat(1_001), 1);
    }

    @Test
    void isRefusedWhereANumberShouldBe() {
        assertThat(Cursor.number("-7")).isEqualTo(-7);
        assertThatThrownBy(() -> Cursor.number("x")).isInstanceOf(Problem.class);
    }

    private static void assertRefused(Cursor cursor, String given, int count) {
        assertThatThrownBy(() -> cursor.read(given, count)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.status()).isEqualTo(HttpStatus.BAD_REQUEST);
            assertThat(problem.facts()).containsEntry("field", "cursor");
        });
    }
}
