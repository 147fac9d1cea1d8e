package io.comptoir.platform.proof;

import io.comptoir.platform.messaging.SealedEvent;
import java.util.ArrayList;
import java.util.List;

/** The tree hash of RFC 9162, section 2.1, over SHA-256. */
public final class MerkleTree {

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    /** The root of a tree without leaves. */
    public static final Hash EMPTY = Hash.of(Hash.sha256().digest());

    private MerkleTree() {}

    public static Hash leaf(byte[] entry) {
        return Hash.ofParts(LEAF, entry);
    }

    public static Hash leaf(SealedEvent event) {
        return leaf(event.canonical());
    }

    static Hash node(Hash left, Hash right) {
        return Hash.ofParts(NODE, left.ownBytes(), right.ownBytes());
    }

    /** Finds the complete subtree of 2^level leaves that begins at leaf {@code index * 2^level}. */
    public interface Subtrees {
        Hash at(int level, long index);
    }

    /** Folds the roots of neighbouring complete subtrees of one size, whose number is a power of two, into the one of all. */
    public static Hash fold(List<Hash> neighbours) {
        List<Hash> level = neighbours;
        while (level.size() > 1) {
            List<Hash> above = new ArrayList<>(level.size() / 2);
            for (int i = 0; i < level.size(); i += 2) {
                above.add(node(level.get(i), level.get(i + 1)));
            }
            level = above;
        }
        return level.getFirst();
    }

    /** The root of the first {@code size} leaves. */
    public static Hash root(long size, Subtrees subtrees) {
        return size == 0 ? EMPTY : root(0, size, subtrees);
    }

    /** The root of the leaves from {@code begin} on, which is a multiple of the power of two that holds {@code size}. */
    private static Hash root(long begin, long size, Subtrees subtrees) {
        if (Long.bitCount(size) == 1) {
            int level = Long.numberOfTrailingZeros(size);
            return subtrees.at(level, begin >> level);
        }
        long left = largestPowerBelow(size);
        return node(root(begin, left, subtrees), root(begin + left, size - left, subtrees));
    }

    private static long largestPowerBelow(long size) {
        return Long.highestOneBit(size - 1);
    }

    /** The audit path of a leaf, from the bottom up. */
    public static List<Hash> inclusion(long index, long size, Subtrees subtrees) {
        List<Hash> path = new ArrayList<>();
        addPath(index, 0, size, subtrees, path);
        return path;
    }

    private static void addPath(long index, long begin, long size, Subtrees subtrees, List<Hash> path) {
        if (size == 1) {
            return;
        }
        long left = largestPowerBelow(size);
        if (index < left) {
            addPath(index, begin, left, subtrees, path);
            path.add(root(begin + left, size - left, subtrees));
        } else {
            addPath(index - left, begin + left, size - left, subtrees, path);
            path.add(root(begin, left, subtrees));
        }
    }

    /** The proof that the tree of {@code to} leaves begins with the one of {@code from}; 1 to {@code to}. */
    public static List<Hash> consistency(long from, long to, Subtrees subtrees) {
        List<Hash> proof = new ArrayList<>();
        addSubproof(from, 0, to, true, subtrees, proof);
        return proof;
    }

    private static void addSubproof(
            long from, long begin, long size, boolean known, Subtrees subtrees, List<Hash> proof) {
        if (from == size) {
            if (!known) {
                proof.add(root(begin, size, subtrees));
            }
            return;
        }
        long left = largestPowerBelow(size);
        if (from <= left) {
            addSubproof(from, begin, left, known, subtrees, proof);
            proof.add(root(begin + left, size - left, subtrees));
        } else {
            addSubproof(from - left, begin + left, size - left, false, subtrees, proof);
            proof.add(root(begin, left, subtrees));
        }
    }

    /** Whether a leaf is the one at {@code index} of the tree with this root; RFC 9162, 2.1.3.2. */
    public static boolean includes(Hash root, long size, long index, Hash leaf, List<Hash> path) {
        if (index < 0 || index >= size) {
            return false;
        }
        long here = index;
        long last = size - 1;
        Hash hash = leaf;
        for (Hash sibling : path) {
            if (last == 0) {
                return false;
            }
            if ((here & 1) == 1 || here == last) {
                hash = node(sibling, hash);
                while ((here & 1) == 0 && here != 0) {
                    here >>= 1;
                    last >>= 1;
                }
            } else {
                hash = node(hash, sibling);
            }
            here >>= 1;
            last >>= 1;
        }
        return last == 0 && hash.equals(root);
    }

    /** Whether the second tree begins with all leaves of the first; RFC 9162, 2.1.4.2. */
    public static boolean isConsistent(Hash first, long firstSize, Hash second, long secondSize, List<Hash> proof) {
        if (firstSize == secondSize) {
            return first.equals(second) && proof.isEmpty();
        }
        if (firstSize < 1 || firstSize > secondSize || proof.isEmpty()) {
            return false;
        }
        List<Hash> path = new ArrayList<>(proof);
        if (Long.bitCount(firstSize) == 1) {
            path.addFirst(first);
        }
        long here = firstSize - 1;
        long last = secondSize - 1;
        while ((here & 1) == 1) {
            here >>= 1;
            last >>= 1;
        }
        Hash toFirst = path.getFirst();
        Hash toSecond = path.getFirst();
        for (Hash sibling : path.subList(1, path.size())) {
            if (last == 0) {
                return false;
            }
            if ((here & 1) == 1 || here == last) {
                toFirst = node(sibling, toFirst);
                toSecond = node(sibling, toSecond);
                while ((here & 1) == 0 && here != 0) {
                    here >>= 1;
                    last >>= 1;
                }
            } else {
                toSecond = node(toSecond, sibling);
            }
            here >>= 1;
            last >>= 1;
        }
        return last == 0 && toFirst.equals(first) && toSecond.equals(second);
    }

    /** A tree that grows leaf by leaf and remembers only the roots of its complete subtrees: one for each bit of its size. */
    public static final class Growing {

        private long size;
        private final List<Hash> peaks;

        public Growing() {
            this(0, List.of());
        }

        /** @param peaks what {@link #peaks} said when the tree had this size */
        public Growing(long size, List<Hash> peaks) {
            if (Long.bitCount(size) != peaks.size()) {
                throw new IllegalArgumentException(
                        "a tree of " + size + " leaves has " + Long.bitCount(size) + " peaks");
            }
            this.size = size;
            this.peaks = new ArrayList<>(peaks);
        }

        /** Is told of every subtree that became complete. */
        public interface Completed {
            void subtree(int level, long index, Hash root);
        }

        public void append(Hash leaf) {
            append(leaf, (level, index, root) -> {});
        }

        public void append(Hash leaf, Completed completed) {
            Hash hash = leaf;
            long index = size;
            for (int level = 1; (index & 1) == 1; level++) {
                hash = node(peaks.removeLast(), hash);
                index >>= 1;
                completed.subtree(level, index, hash);
            }
            peaks.add(hash);
            size++;
        }

        public long size() {
            return size;
        }

        /** The roots of the complete subtrees, the largest first. */
        public List<Hash> peaks() {
            return List.copyOf(peaks);
        }

        public Hash root() {
            if (peaks.isEmpty()) {
                return EMPTY;
            }
            Hash root = peaks.getLast();
            for (int i = peaks.size() - 2; i >= 0; i--) {
                root = node(peaks.get(i), root);
            }
            return root;
        }
    }
}
