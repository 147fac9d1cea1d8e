package io.comptoir.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.ContractJson;
import io.comptoir.platform.messaging.SealedEvent;
import io.comptoir.platform.proof.Checkpoint;
import io.comptoir.platform.proof.Hash;
import io.comptoir.platform.proof.HistoryExport;
import io.comptoir.platform.proof.HistoryLine;
import io.comptoir.platform.proof.MerkleTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The verifier with the files that an auditor kept, good and bad. */
class VerifyCommandTest {

    private static final JsonMapper JSON = ContractJson.mapper();
    private static final TenantId TENANT = TenantId.of("0192f0c1-7a40-7000-8000-00000000d3a0");
    private static final int EVENTS = 5;

    @TempDir
    private Path folder;

    private final KeyPair key = newKey();
    private final List<HistoryLine> lines = new ArrayList<>();
    private final MerkleTree.Growing tree = new MerkleTree.Growing();
    private Checkpoint checkpoint = sign(TENANT);

    private static KeyPair newKey() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SealedEvent event(long number, String payload) {
        return new SealedEvent(
                number,
                "event-" + number,
                TENANT + ":product:A",
                number,
                "Product",
                "2026-11-25T01:47:31.123Z",
                "a.B",
                "1",
                payload.getBytes(UTF_8),
                "{}".getBytes(UTF_8));
    }

    private static HistoryLine line(long number, String logged, String stored) {
        return new HistoryLine(
                number,
                new HistoryLine.Leaf("event-" + number, number, MerkleTree.leaf(event(number, logged))),
                event(number, stored));
    }

    private Checkpoint sign(TenantId organization) {
        return Checkpoint.sign(
                new Checkpoint.Statement(organization, tree.size(), tree.root(), EVENTS - 1, Instant.EPOCH),
                key.getPublic(),
                key.getPrivate());
    }

    @BeforeEach
    void store() throws IOException {
        for (long number = 0; number < EVENTS; number++) {
            lines.add(line(number, "{}", "{}"));
            tree.append(MerkleTree.leaf(event(number, "{}")));
        }
        checkpoint = sign(TENANT);
        keep("checkpoint", checkpoint);
        keep("keys", Map.of("data", List.of(Map.of("keyId", checkpoint.keyId(), "publicKey", checkpoint.publicKey()))));
        export(TENANT, 0);
    }

    private void keep(String name, Object content) throws IOException {
        Files.write(folder.resolve(name), JSON.writeValueAsBytes(content));
    }

    private void export(TenantId organization, long from) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        HistoryExport.write(
                file, new HistoryExport.Header(HistoryExport.FORMAT, organization, from, from + lines.size()));
        for (HistoryLine line : lines) {
            HistoryExport.write(file, line);
        }
        HistoryExport.write(file, new HistoryExport.End(true, lines.size()));
        Files.write(folder.resolve("export"), file.toByteArray());
    }

    private Verify.Outcome verify(String... options) {
        List<String> arguments = new ArrayList<>(List.of("verify"));
        for (String option : options) {
            arguments.add("--" + option);
            arguments.add(folder.resolve(option).toString());
        }
        return Verify.run(arguments.toArray(String[]::new));
    }

    private static void assertOutcome(Verify.Outcome outcome, int status, String says) {
        assertThat(outcome.output()).contains(says);
        assertThat(outcome.status()).isEqualTo(status);
    }

    @Test
    void verifiesWhatIsAsItWasSigned() {
        assertOutcome(verify("checkpoint", "export", "keys"), 0, "with a key that you trust");
        assertOutcome(verify("checkpoint", "export"), 0, "whose key it is was not checked");
    }

    @Test
    void namesTheFirstDifference() throws IOException {
        lines.set(2, line(2, "{}", "{ }"));
        lines.set(4, new HistoryLine(4L, line(4, "{}", "{}").leaf(), null));
        export(TENANT, 0);

        assertOutcome(
                verify("checkpoint", "export"),
                1,
                "Differs: CHANGED at index 2, event event-2: the event at position 2 is not as it was stored.");
    }

    @Test
    void noticesAnExportWithFewerEventsThanWereSigned() throws IOException {
        lines.removeLast();
        export(TENANT, 0);

        assertOutcome(verify("checkpoint", "export"), 1, "Differs: MISSING at index 4: the log ends after 4 events");
    }

    @Test
    void noticesAForgedCheckpointAndAForeignKey() throws IOException {
        keep("keys", Map.of("data", List.of()));
        assertOutcome(verify("checkpoint", "export", "keys"), 1, "not among the keys that you trust");

        String forged = JSON.writeValueAsString(checkpoint).replace("\"treeSize\":5", "\"treeSize\":4");
        Files.writeString(folder.resolve("checkpoint"), forged);
        assertOutcome(verify("checkpoint", "export"), 1, "does not have the signature");
    }

    @Test
    void checksThatOneHistoryBeginsWithAnother() throws IOException {
        Checkpoint earlier = checkpoint;
        MerkleTree.Growing left = new MerkleTree.Growing(tree.size(), tree.peaks());
        Hash added = MerkleTree.leaf(event(EVENTS, "{}"));
        tree.append(added);
        Checkpoint later = sign(TENANT);
        // Five leaves are a tree of four and one; with a sixth the one and it make a pair.
        List<Hash> proof = List.of(left.peaks().get(1), added, left.peaks().get(0));
        keep("consistency", Map.of("from", earlier, "to", later, "proof", proof));

        assertOutcome(verify("checkpoint", "consistency"), 0, "of 6 events begins with the one of 5");

        keep("consistency", Map.of("from", earlier, "to", later, "proof", proof.subList(1, 3)));
        assertOutcome(verify("checkpoint", "consistency"), 1, "does not begin with");

        keep("consistency", Map.of("from", later, "to", later, "proof", List.of()));
        assertOutcome(verify("checkpoint", "consistency"), 2, "about other checkpoints");
    }

    @Test
    void saysWhatCannotBeChecked() throws IOException {
        assertOutcome(Verify.run("verify"), 2, "Usage:");
        assertOutcome(Verify.run("verify", "--checkpoint"), 2, "Usage:");
        assertOutcome(Verify.run("verify", "--checkpoint", "a", "--checkpoint", "b"), 2, "Usage:");
        assertOutcome(Verify.run("verify", "--what", "a"), 2, "Usage:");
        assertOutcome(verify("checkpoint"), 2, "Usage:");
        assertOutcome(verify("checkpoint", "consistency"), 2, "there is no file");

        Path export = folder.resolve("export");
        String whole = Files.readString(export);
        Files.writeString(export, whole.substring(0, whole.lastIndexOf("{\"end\"")));
        assertOutcome(verify("checkpoint", "export"), 2, "ends after 5 lines without its last one");

        Files.writeString(export, whole.replace("\"lines\":5", "\"lines\":6"));
        assertOutcome(verify("checkpoint", "export"), 2, "its last one says otherwise");

        Files.writeString(export, whole.replace("\"event\":{", "\"event\":["));
        assertOutcome(verify("checkpoint", "export"), 2, "line 2 of the export cannot be read");

        Files.writeString(export, "");
        assertOutcome(verify("checkpoint", "export"), 2, "the export is empty");

        export(TenantId.of("0192f0c1-7a40-7000-8000-00000000d3a1"), 0);
        assertOutcome(verify("checkpoint", "export"), 2, "of another organization");

        export(TENANT, 1);
        assertOutcome(verify("checkpoint", "export"), 2, "begins with index 1");

        Files.writeString(folder.resolve("checkpoint"), "{}");
        assertOutcome(verify("checkpoint", "export"), 2, "the file of --checkpoint cannot be read");
    }
}
