package io.comptoir.platform.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.ContractJson;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A checkpoint says what was signed, and every change of it is noticed. */
class CheckpointTest {

    private static final JsonMapper JSON = ContractJson.mapper();
    private static final TenantId TENANT = TenantId.of(SealedEvents.TENANT);

    private final KeyPair key = newKey();
    private final Checkpoint checkpoint = Checkpoint.sign(
            new Checkpoint.Statement(TENANT, 7, MerkleTree.EMPTY, 70, Instant.parse("2026-11-25T01:47:31.123Z")),
            key.getPublic(),
            key.getPrivate());

    private static KeyPair newKey() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void isSignedAndStaysSoAsJson() {
        String json = JSON.writeValueAsString(checkpoint);

        assertThat(checkpoint.isSigned()).isTrue();
        assertThat(JSON.readValue(json, Checkpoint.class)).isEqualTo(checkpoint);
        assertThat(json)
                .contains("\"rootHash\":\"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\"")
                .contains("\"time\":\"2026-11-25T01:47:31.123Z\"");
    }

    @Test
    void everyChangeIsNoticed() {
        String otherKey =
                Base64.getEncoder().encodeToString(newKey().getPublic().getEncoded());
        Stream.of(
                        changed("format", "comptoir-checkpoint/2"),
                        changed("organization", "0192f0c1-7a40-7000-8000-00000000d3a1"),
                        changed("treeSize", "8"),
                        changed("rootHash", MerkleTree.leaf(new byte[0]).toString()),
                        changed("position", "71"),
                        changed("time", "2026-11-25T01:47:31.124Z"),
                        changed("keyId", "0011223344556677"),
                        changed("publicKey", otherKey),
                        changed("publicKey", "AAAA"),
                        changed("publicKey", "?"),
                        changed("signature", "AAAA"),
                        changed("signature", "?"))
                .forEach(other ->
                        assertThat(other.isSigned()).as(other.toString()).isFalse());
    }

    private Checkpoint changed(String field, String value) {
        ObjectNode tree = (ObjectNode) JSON.valueToTree(checkpoint);
        tree.put(field, value);
        return JSON.treeToValue(tree, Checkpoint.class);
    }

    @Test
    void isNoneWithoutAllOfIt() {
        ObjectNode tree = (ObjectNode) JSON.valueToTree(checkpoint);
        tree.remove("signature");

        assertThatThrownBy(() -> JSON.treeToValue(tree, Checkpoint.class)).isInstanceOf(JacksonException.class);
    }
}
