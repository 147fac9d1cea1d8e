package io.comptoir.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.comptoir.contract.Command;
import io.comptoir.contract.Decision;
import io.comptoir.contract.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With Axon Server even a command of this node comes back as text: what was sent must be what arrives. */
class MessagesBetweenNodesTest {

    private static final Serializer SERIALIZER = Messaging.contractSerializer();

    static Stream<Command> commands() {
        return MessageSamples.commands();
    }

    static Stream<Decision<?>> decisions() {
        return MessageSamples.decisions();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aCommandArrivesAsItWasSent(Command command) {
        assertThat(sentAndReceived(command)).isEqualTo(command);
    }

    @ParameterizedTest
    @MethodSource("decisions")
    void aDecisionArrivesAsItWasMade(Decision<?> decision) {
        assertThat(sentAndReceived(decision)).isEqualTo(decision);
    }

    @Test
    void everyCommandHasASample() {
        assertThat(commands().map(sample -> sample.getClass().getName()))
                .containsExactlyInAnyOrderElementsOf(recordsOf(Command.class));
    }

    @Test
    void everyRejectionHasASample() {
        assertThat(MessageSamples.rejections().map(sample -> sample.getClass().getName()))
                .containsExactlyInAnyOrderElementsOf(recordsOf(Rejection.class));
    }

    @Test
    void aDecisionMayNameNoTypeOutsideTheLanguage() {
        String text = "{\"outcome\":{\"@class\":\"java.util.concurrent.atomic.AtomicReference\"},"
                + "\"stream\":\"order/0192f0c1-7a40-7000-8000-00000000d3a0/1\",\"version\":1,\"repeated\":false}";
        SerializedObject<byte[]> received = new SimpleSerializedObject<>(
                text.getBytes(StandardCharsets.UTF_8), byte[].class, Decision.Accepted.class.getName(), null);

        assertThatThrownBy(() -> SERIALIZER.deserialize(received))
                .isInstanceOf(SerializationException.class)
                .hasStackTraceContaining("denied");
    }

    private static Object sentAndReceived(Object message) {
        return SERIALIZER.deserialize(SERIALIZER.serialize(message, byte[].class));
    }

    private static List<String> recordsOf(Class<?> root) {
        return new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.comptoir.contract")
                        .stream()
                        .filter(type -> type.isRecord() && type.isAssignableTo(root))
                        .map(JavaClass::getName)
                        .toList();
    }
}
