package io.comptoir.projection.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadModelsTest {

    @Test
    void haveDifferentNamesAndDoNotShareAPlace() {
        assertThat(ReadModels.ALL).extracting(ReadModel::name).doesNotHaveDuplicates();
        assertThat(ReadModels.ALL)
                .extracting(model -> model.store() + " " + model.resource())
                .doesNotHaveDuplicates();
    }
}
