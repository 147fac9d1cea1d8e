package io.comptoir.projection.proof;

import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.SealedEvent;
import io.comptoir.platform.messaging.StoredStream;
import io.comptoir.platform.proof.Hash;
import io.comptoir.platform.proof.HistoryLine;
import io.comptoir.platform.proof.MerkleTree;
import io.comptoir.platform.vault.Vault;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What was stored, as hashes: for each organization the leaves of its tree in stream order, and enough of the complete subtrees
 * that a proof takes a handful of look-ups. An event is logged once, soon after it was stored, and never again.
 */
public final class HistoryLog {

    /** Every fourth level is kept: a fifteenth of the rows, and never more than eight to fold. */
    private static final int LEVELS_APART = 4;

    private final Vault vault;
    private final StoredStream stream;

    HistoryLog(Vault vault, StoredStream stream) {
        vault.create(HistoryLog.class, "history.sql");
        this.vault = vault;
        this.stream = stream;
    }

    /**
     * An organization's tree as far as it has grown.
     *
     * @param position of its last event
     */
    public record Tree(TenantId organization, long size, long position, Hash root) {}

    /** An event's place in its organization's tree. */
    public record Place(long index, HistoryLine.Leaf leaf) {}

    /** A tree while it grows, with what is to be written of it. */
    private static final class Grown {
        private final MerkleTree.Growing tree;
        private long position;

        private Grown(MerkleTree.Growing tree, long position) {
            this.tree = tree;
            this.position = position;
        }
    }

    /** Rows to be written together, column by column. */
    private static final class Rows {
        private final List<UUID> organizations = new ArrayList<>();
        private final List<Integer> levels = new ArrayList<>();
        private final List<Long> indexes = new ArrayList<>();
        private final List<Long> positions = new ArrayList<>();
        private final List<String> eventIds = new ArrayList<>();
        private final List<byte[]> hashes = new ArrayList<>();
    }

    /**
     * Logs the next events, all of them or none.
     *
     * @param limit 1 to {@value StoredStream#MAX_EVENTS}
     * @return how many there were; 0 as well while another node is at it
     */
    int follow(int limit) {
        return vault.within(database -> {
            // The row is locked until these events are logged, so that no two nodes log them.
            Optional<Long> progress = database.sql("select position from history_progress for update skip locked")
                    .query(Long.class)
                    .optional();
            if (progress.isEmpty()) {
                return 0;
            }
            StoredStream.Part part = stream.read(progress.get(), limit);
            if (!part.events().isEmpty()) {
                log(database, part.events());
                int unused = database.sql("update history_progress set position = ?")
                        .param(part.reached())
                        .update();
            }
            return part.events().size();
        });
    }

    private static void log(JdbcClient database, List<SealedEvent> events) {
        Map<TenantId, List<SealedEvent>> byOrganization = new HashMap<>();
        for (SealedEvent event : events) {
            event.organization()
                    .ifPresent(organization -> byOrganization
                            .computeIfAbsent(organization, key -> new ArrayList<>())
                            .add(event));
        }
        Map<TenantId, Grown> trees =
                trees(database, byOrganization.keySet().stream().toList());
        Rows leaves = new Rows();
        Rows nodes = new Rows();
        byOrganization.forEach((organization, itsEvents) -> {
            Grown grown =
                    trees.computeIfAbsent(organization, key -> new Grown(new MerkleTree.Growing(), StoredStream.START));
            for (SealedEvent event : itsEvents) {
                append(organization, grown, event, leaves, nodes);
            }
        });
        write(database, leaves, nodes, trees);
    }

    private static void append(TenantId organization, Grown grown, SealedEvent event, Rows leaves, Rows nodes) {
        Hash leaf = MerkleTree.leaf(event);
        leaves.organizations.add(organization.value());
        leaves.indexes.add(grown.tree.size());
        leaves.positions.add(event.position());
        leaves.eventIds.add(event.id());
        leaves.hashes.add(leaf.bytes());
        grown.tree.append(leaf, (level, index, root) -> {
            if (level % LEVELS_APART == 0) {
                nodes.organizations.add(organization.value());
                nodes.levels.add(level);
                nodes.indexes.add(index);
                nodes.hashes.add(root.bytes());
            }
        });
        grown.position = event.position();
    }

    private static Map<TenantId, Grown> trees(JdbcClient database, List<TenantId> organizations) {
        Map<TenantId, Grown> trees = new HashMap<>();
        database.sql("select organization, size, position, peaks from history_trees where organization = any(?)")
                .param(organizations.stream().map(TenantId::value).toArray(UUID[]::new))
                .query((row, number) -> trees.put(
                        new TenantId(row.getObject(1, UUID.class)),
                        new Grown(new MerkleTree.Growing(row.getLong(2), hashes(row.getBytes(4))), row.getLong(3))))
                .list();
        return trees;
    }

    private static void write(JdbcClient database, Rows leaves, Rows nodes, Map<TenantId, Grown> trees) {
        int unused = database.sql("insert into history_leaves (organization, leaf, position, event_id, hash)"
                        + " select * from unnest(?, ?, ?, ?, ?)")
                .param(leaves.organizations.toArray(UUID[]::new))
                .param(leaves.indexes.toArray(Long[]::new))
                .param(leaves.positions.toArray(Long[]::new))
                .param(leaves.eventIds.toArray(String[]::new))
                .param(leaves.hashes.toArray(byte[][]::new))
                .update();
        if (!nodes.hashes.isEmpty()) {
            unused = database.sql("insert into history_nodes (organization, level, node, hash)"
                            + " select * from unnest(?, ?, ?, ?)")
                    .param(nodes.organizations.toArray(UUID[]::new))
                    .param(nodes.levels.toArray(Integer[]::new))
                    .param(nodes.indexes.toArray(Long[]::new))
                    .param(nodes.hashes.toArray(byte[][]::new))
                    .update();
        }
        trees.forEach((organization, grown) -> {
            int ignored = database.sql("insert into history_trees (organization, size, position, peaks)"
                            + " values (?, ?, ?, ?) on conflict (organization) do update"
                            + " set size = excluded.size, position = excluded.position, peaks = excluded.peaks")
                    .params(organization.value(), grown.tree.size(), grown.position, bytes(grown.tree.peaks()))
                    .update();
        });
    }

    private static byte[] bytes(List<Hash> hashes) {
        ByteBuffer bytes = ByteBuffer.allocate(hashes.size() * Hash.LENGTH);
        hashes.forEach(hash -> bytes.put(hash.bytes()));
        return bytes.array();
    }

    private static List<Hash> hashes(byte[] bytes) {
        List<Hash> hashes = new ArrayList<>(bytes.length / Hash.LENGTH);
        for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
            byte[] hash = new byte[Hash.LENGTH];
            left.get(hash);
            hashes.add(Hash.of(hash));
        }
        return hashes;
    }

    /** Up to which position all events are logged. */
    public long position() {
        return vault.ask(database -> database.sql("select position from history_progress")
                .query(Long.class)
                .single());
    }

    /** The tree of an organization; empty while nothing of it is logged. */
    public Optional<Tree> tree(TenantId organization) {
        return vault.ask(
                database -> database.sql("select size, position, peaks from history_trees where organization = ?")
                        .param(organization.value())
                        .query((row, number) -> treeOf(organization, row, 1))
                        .optional());
    }

    /** The trees that have grown since their last checkpoint, or were never in one. */
    List<Tree> withoutCheckpoint(int limit) {
        return vault.ask(database -> database.sql("select organization, size, position, peaks from history_trees tree"
                        + " where not exists (select 1 from history_checkpoints taken"
                        + " where taken.organization = tree.organization and taken.tree_size = tree.size) limit ?")
                .param(limit)
                .query((row, number) -> treeOf(new TenantId(row.getObject(1, UUID.class)), row, 2))
                .list());
    }

    private static Tree treeOf(TenantId organization, ResultSet row, int column) throws SQLException {
        long size = row.getLong(column);
        Hash root = new MerkleTree.Growing(size, hashes(row.getBytes(column + 2))).root();
        return new Tree(organization, size, row.getLong(column + 1), root);
    }

    /** Where an event of the organization is in its tree; empty for one of another, or that is not logged. */
    public Optional<Place> find(TenantId organization, String eventId) {
        return vault.ask(database -> database.sql("select leaf, event_id, position, hash from history_leaves"
                        + " where organization = ? and event_id = ? order by leaf limit 1")
                .params(organization.value(), eventId)
                .query(HistoryLog::place)
                .optional());
    }

    /** The leaves from an index on, in their order. */
    List<Place> leaves(TenantId organization, long from, int limit) {
        return vault.ask(database -> database.sql("select leaf, event_id, position, hash from history_leaves"
                        + " where organization = ? and leaf >= ? order by leaf limit ?")
                .params(organization.value(), from, limit)
                .query(HistoryLog::place)
                .list());
    }

    private static Place place(ResultSet row, int number) throws SQLException {
        return new Place(
                row.getLong(1), new HistoryLine.Leaf(row.getString(2), row.getLong(3), Hash.of(row.getBytes(4))));
    }

    /** The root over the first leaves; the tree must have so many. */
    public Hash root(TenantId organization, long size) {
        return MerkleTree.root(size, subtrees(organization));
    }

    public List<Hash> inclusion(TenantId organization, long index, long size) {
        return MerkleTree.inclusion(index, size, subtrees(organization));
    }

    public List<Hash> consistency(TenantId organization, long from, long to) {
        return MerkleTree.consistency(from, to, subtrees(organization));
    }

    private MerkleTree.Subtrees subtrees(TenantId organization) {
        return (level, index) -> {
            int kept = level - level % LEVELS_APART;
            int count = 1 << (level - kept);
            List<Hash> neighbours = kept == 0
                    ? leaves(organization, index * count, count).stream()
                            .map(place -> place.leaf().hash())
                            .toList()
                    : nodes(organization, kept, index * count, count);
            if (neighbours.size() != count) {
                throw new IllegalStateException("the log of " + organization + " lacks hashes of level " + kept);
            }
            return MerkleTree.fold(neighbours);
        };
    }

    private List<Hash> nodes(TenantId organization, int level, long from, int count) {
        return vault.ask(database -> database.sql("select hash from history_nodes"
                        + " where organization = ? and level = ? and node >= ? and node < ? order by node")
                .params(organization.value(), level, from, from + count)
                .query((row, number) -> Hash.of(row.getBytes(1)))
                .list());
    }
}
