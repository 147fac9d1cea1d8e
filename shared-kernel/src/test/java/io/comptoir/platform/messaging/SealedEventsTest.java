package io.comptoir.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.comptoir.contract.PersonalData;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.Note;
import io.comptoir.platform.privacy.KeysInMemory;
import io.comptoir.platform.privacy.Sealing;
import io.comptoir.platform.privacy.SubjectKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.junit.jupiter.api.Test;

/** What comes out of the event store is sealed, whenever it was stored; what goes into it must be. */
class SealedEventsTest {

    private static final Path REVISION_1 = Path.of("src/test/resources/events/orders/OrderPlaced-1.json");

    private final SubjectKeys keys = KeysInMemory.keys();
    private final Sealing sealing = new Sealing(keys, ContractJson.mapper(), Messaging.PERSONAL);
    private final Serializer serializer = new SealedEvents(Messaging.contractSerializer(), sealing);

    private OrderPlaced read() throws IOException {
        byte[] stored = StoredRevisions.ofTheContract()
                .toNewest(OrderPlaced.class.getName(), "1", Files.readAllBytes(REVISION_1));
        SerializedObject<byte[]> object =
                new SimpleSerializedObject<>(stored, byte[].class, OrderPlaced.class.getName(), "2");
        return serializer.deserialize(object);
    }

    @Test
    void sealsAnEventThatWasStoredInTheClear() throws IOException {
        OrderPlaced read = read();

        assertThat(read.customer().name()).isNull();
        assertThat(read.customer().email()).isNull();
        assertThat(read.customer().sealed()).isNotNull();
        assertThat(sealing.opened(read.tenantId(), read).customer().name()).isEqualTo(new Note("Ada Lovelace"));
    }

    @Test
    void erasesAlsoWhatWasStoredInTheClear() throws IOException {
        OrderPlaced read = read();
        DataSubjectId subject = Objects.requireNonNull(read.customer().reference());

        keys.destroy(read.tenantId(), subject, 1);

        assertThat(sealing.opened(read.tenantId(), read).customer().name()).isEqualTo(new Note("erased"));
        OrderPlaced readAgain = read();
        assertThat(sealing.opened(read.tenantId(), readAgain).customer().email())
                .isEqualTo(new Note("erased"));
        assertThat(keys.state(read.tenantId(), subject).orElseThrow().generation())
                .as("reading makes no new key for whoever was erased")
                .isEqualTo(1);
    }

    @Test
    void readsASealAsItWasWritten() throws IOException {
        OrderPlaced read = read();

        SerializedObject<byte[]> written = serializer.serialize(read, byte[].class);

        assertThat(new String(written.getData(), StandardCharsets.UTF_8)).doesNotContain("Ada", "ada@");
        assertThat(serializer.<byte[], OrderPlaced>deserialize(written)).isEqualTo(read);
    }

    @Test
    void storesNothingInTheClear() throws IOException {
        OrderPlaced inTheClear = sealing.opened(read().tenantId(), read());

        assertThatThrownBy(() -> serializer.serialize(inTheClear, byte[].class))
                .hasStackTraceContaining("must be sealed");
    }

    @Test
    void knowsEveryRecordThatHoldsPersonalData() {
        assertThat(new ClassFileImporter()
                                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                                .importPackages("io.comptoir.contract")
                                .stream()
                                .filter(JavaClass::isRecord)
                                .map(JavaClass::reflect)
                                .filter(type -> Arrays.stream(type.getRecordComponents())
                                        .anyMatch(component -> component.isAnnotationPresent(PersonalData.class))))
                .containsExactlyInAnyOrderElementsOf(Messaging.PERSONAL);
    }
}
