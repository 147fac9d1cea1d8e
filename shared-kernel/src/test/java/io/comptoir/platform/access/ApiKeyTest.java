package io.comptoir.platform.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.values.NearTexts;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiKeyTest {

    private final ApiKey key = ApiKey.generate(new SecureRandom());

    @Test
    void isReadAsItIsShown() {
        ApiKey read = ApiKey.parse(key.reveal()).orElseThrow();

        assertThat(read.id()).isEqualTo(key.id());
        assertThat(read.reveal()).isEqualTo(key.reveal());
    }

    @Test
    void noticesEveryMistypedCharacter() {
        String text = key.reveal();
        for (int i = 0; i < text.length(); i++) {
            char wrong = text.charAt(i) == 'a' ? 'b' : 'a';
            assertThat(ApiKey.parse(text.substring(0, i) + wrong + text.substring(i + 1)))
                    .isEmpty();
        }
    }

    @Test
    void isNoKeyWithoutItsForm() {
        assertThat(ApiKey.parse("")).isEmpty();
        assertThat(ApiKey.parse("ck_")).isEmpty();
        assertThat(ApiKey.parse(key.reveal() + "a")).isEmpty();
    }

    @Test
    void isReadFromNoOtherTextThanItsOwn() {
        NearTexts.forEach(
                List.of(key.reveal()),
                text -> ApiKey.parse(text)
                        .ifPresent(read ->
                                assertThat(read.reveal()).isEqualTo(text).isEqualTo(key.reveal())));
    }

    @Test
    void neverShowsItsSecretByAccident() {
        assertThat(key.toString())
                .doesNotContain(key.reveal().substring(20))
                .contains(key.id().value());
    }
}
