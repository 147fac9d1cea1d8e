package io.comptoir.platform.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchWordsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Zoë MÜLLER          | zoe muller",
                "Straße              | strasse",
                "Łódź Ørsted         | lodz orsted",
                "Œuvre Æther Þór     | oeuvre aether thor",
                "İstanbul ILIK ılık  | istanbul ilik",
                "jane.doe@example.org| jane doe example org",
                "POST-12/85123A      | post 12 85123a",
                "ﬁne ２０１０          | fine 2010",
                "'Crème''s'          | creme s",
                "a a A á             | a",
                "北京 한국             | 北京 한국",
            })
    void foldsCaseAndAccents(String text, String words) {
        assertThat(String.join(" ", SearchWords.of(text.strip())))
                .isEqualTo(String.join(" ", SearchWords.of(words)))
                .isEqualTo(java.text.Normalizer.normalize(words, java.text.Normalizer.Form.NFKD));
    }

    @Test
    void findsNoWordInSigns() {
        assertThat(SearchWords.of("!? *:* \" ( ) ~ ^ \u0301")).isEmpty();
    }

    @Test
    void keepsLettersOutsideTheBasicPlane() {
        assertThat(SearchWords.of("\uD801\uDC00x")).containsExactly("\uD801\uDC28x");
    }
}
