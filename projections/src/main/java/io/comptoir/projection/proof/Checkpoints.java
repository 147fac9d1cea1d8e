package io.comptoir.projection.proof;

import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.proof.Checkpoint;
import io.comptoir.platform.proof.Hash;
import io.comptoir.platform.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** What was signed of each organization's history, for ever. */
public final class Checkpoints {

    private static final String COLUMNS = "select organization, tree_size, root_hash, position, taken_at, taken.key_id,"
            + " signature, public_key from history_checkpoints taken join history_keys using (key_id)";

    private final Vault vault;
    private final HistoryLog log;
    private final SigningKeys keys;
    private final Clock clock;

    Checkpoints(Vault vault, HistoryLog log, SigningKeys keys, Clock clock) {
        this.vault = vault;
        this.log = log;
        this.keys = keys;
        this.clock = clock;
    }

    /** @param taken whether it was signed now; otherwise nothing had been stored since it was */
    public record Taken(Checkpoint checkpoint, boolean taken) {}

    /**
     * Signs what the log has of an organization by now.
     *
     * @throws HistoryDiffers if that does not begin with what was signed before
     */
    public Taken take(HistoryLog.Tree tree) {
        Optional<Checkpoint> last = latest(tree.organization());
        if (last.isPresent()) {
            long signed = last.get().treeSize();
            if (signed > tree.size()
                    || !log.root(tree.organization(), signed).equals(last.get().rootHash())) {
                throw new HistoryDiffers(signed);
            }
            if (signed == tree.size()) {
                return new Taken(last.get(), false);
            }
        }
        Checkpoint checkpoint = keys.sign(new Checkpoint.Statement(
                tree.organization(), tree.size(), tree.root(), tree.position(), clock.instant()));
        return new Taken(keep(checkpoint), true);
    }

    /** Another node may have signed the same size; the first one stays. */
    private Checkpoint keep(Checkpoint checkpoint) {
        return vault.within(database -> {
            int unused = database.sql("insert into history_checkpoints"
                            + " (organization, tree_size, root_hash, position, taken_at, key_id, signature)"
                            + " values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing")
                    .params(
                            checkpoint.organization().value(),
                            checkpoint.treeSize(),
                            checkpoint.rootHash().bytes(),
                            checkpoint.position(),
                            Timestamp.from(checkpoint.time()),
                            checkpoint.keyId(),
                            checkpoint.signature())
                    .update();
            return database.sql(COLUMNS + " where organization = ? and tree_size = ?")
                    .params(checkpoint.organization().value(), checkpoint.treeSize())
                    .query(Checkpoints::checkpoint)
                    .single();
        });
    }

    public Optional<Checkpoint> latest(TenantId organization) {
        return before(organization, Long.MAX_VALUE, 1).stream().findFirst();
    }

    public Optional<Checkpoint> at(TenantId organization, long treeSize) {
        return vault.ask(database -> database.sql(COLUMNS + " where organization = ? and tree_size = ?")
                .params(organization.value(), treeSize)
                .query(Checkpoints::checkpoint)
                .optional());
    }

    /** The checkpoints of an organization that cover fewer events than {@code treeSize}, the newest first. */
    public List<Checkpoint> before(TenantId organization, long treeSize, int limit) {
        return vault.ask(database -> database.sql(
                        COLUMNS + " where organization = ? and tree_size < ? order by tree_size desc limit ?")
                .params(organization.value(), treeSize, limit)
                .query(Checkpoints::checkpoint)
                .list());
    }

    private static Checkpoint checkpoint(ResultSet row, int number) throws SQLException {
        return new Checkpoint(
                Checkpoint.FORMAT,
                new TenantId(row.getObject("organization", java.util.UUID.class)),
                row.getLong("tree_size"),
                Hash.of(row.getBytes("root_hash")),
                row.getLong("position"),
                row.getTimestamp("taken_at").toInstant(),
                row.getString("key_id"),
                Base64.getEncoder().encodeToString(row.getBytes("public_key")),
                row.getString("signature"));
    }
}
