package io.comptoir.server;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

class WrongSettingTest {

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "AXON-SERVER", "axonserver", ""})
    void namesTheEventStoresThereAre(String eventStore) {
        assertThatThrownBy(() -> WrongSetting.check(settings("comptoir.event-store", eventStore)))
                .isInstanceOf(WrongSetting.class)
                .hasMessage("comptoir.event-store is \"" + eventStore
                        + "\", but there are only postgresql and axon-server. It is set by COMPTOIR_EVENT_STORE.");
    }

    @ParameterizedTest
    @CsvSource({"'comand','comand'", "'query,','' ", "'query;command','query;command'"})
    void namesTheRolesThereAre(String roles, String wrong) {
        assertThatThrownBy(() -> WrongSetting.check(settings("comptoir.roles", roles)))
                .isInstanceOf(WrongSetting.class)
                .hasMessage("comptoir.roles names \"" + wrong
                        + "\", but there are only command, projection, query and console. It is set by"
                        + " COMPTOIR_ROLES.");
    }

    @Test
    void isContentWithWhatThereIs() {
        assertThatCode(() -> WrongSetting.check(new MockEnvironment())).doesNotThrowAnyException();
        assertThatCode(() -> WrongSetting.check(settings("comptoir.event-store", "axon-server")
                        .withProperty("comptoir.roles", "Command, query")))
                .doesNotThrowAnyException();
    }

    private static MockEnvironment settings(String name, String value) {
        return new MockEnvironment().withProperty(name, value);
    }
}
