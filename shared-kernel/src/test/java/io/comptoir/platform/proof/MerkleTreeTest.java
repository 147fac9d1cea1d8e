package io.comptoir.platform.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Against the vectors that certificate logs publish, and every proof of every tree of up to seventy leaves. */
class MerkleTreeTest {

    private static final int LARGEST = 70;

    private static final List<String> ENTRIES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final List<String> ROOTS = List.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private final Map<String, Hash> subtrees = new HashMap<>();
    private final List<Hash> leaves = new ArrayList<>();
    private final List<Hash> roots = new ArrayList<>();

    MerkleTreeTest() {
        MerkleTree.Growing tree = new MerkleTree.Growing();
        roots.add(tree.root());
        for (int i = 0; i < LARGEST; i++) {
            Hash leaf = MerkleTree.leaf(("event " + i).getBytes(UTF_8));
            subtrees.put("0/" + i, leaf);
            leaves.add(leaf);
            tree.append(leaf, (level, index, root) -> subtrees.put(level + "/" + index, root));
            roots.add(tree.root());
        }
    }

    private Hash subtree(int level, long index) {
        return Objects.requireNonNull(subtrees.get(level + "/" + index), "an incomplete subtree was asked for");
    }

    @Test
    void makesTheRootsOfThePublishedVectors() {
        MerkleTree.Growing tree = new MerkleTree.Growing();
        for (int size = 0; size <= ENTRIES.size(); size++) {
            assertThat(HexFormat.of().formatHex(tree.root().bytes())).isEqualTo(ROOTS.get(size));
            if (size < ENTRIES.size()) {
                tree.append(MerkleTree.leaf(HexFormat.of().parseHex(ENTRIES.get(size))));
            }
        }
    }

    @Test
    void everyLeafIsProvenInEveryTreeAndNowhereElse() {
        for (int size = 1; size <= LARGEST; size++) {
            assertThat(MerkleTree.root(size, this::subtree)).isEqualTo(roots.get(size));
            for (int index = 0; index < size; index++) {
                List<Hash> path = MerkleTree.inclusion(index, size, this::subtree);

                assertThat(path).hasSizeLessThanOrEqualTo(7);
                assertThat(MerkleTree.includes(roots.get(size), size, index, leaves.get(index), path))
                        .isTrue();
                assertThat(MerkleTree.includes(roots.get(size), size, index, leaves.get((index + 1) % LARGEST), path))
                        .isFalse();
                assertThat(MerkleTree.includes(roots.get(size - 1), size, index, leaves.get(index), path))
                        .isFalse();
                assertThat(MerkleTree.includes(roots.get(size), size, size, leaves.get(index), path))
                        .isFalse();
                if (!path.isEmpty()) {
                    assertThat(MerkleTree.includes(
                                    roots.get(size), size, index, leaves.get(index), path.subList(0, path.size() - 1)))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void everyTreeIsProvenToBeginWithEverySmallerOne() {
        for (int to = 1; to <= LARGEST; to++) {
            for (int from = 1; from <= to; from++) {
                List<Hash> proof = MerkleTree.consistency(from, to, this::subtree);

                assertThat(MerkleTree.isConsistent(roots.get(from), from, roots.get(to), to, proof))
                        .isTrue();
                assertThat(MerkleTree.isConsistent(roots.get(from - 1), from, roots.get(to), to, proof))
                        .isFalse();
                assertThat(MerkleTree.isConsistent(roots.get(from), from, roots.get(to - 1), to, proof))
                        .isFalse();
            }
        }
    }

    @Test
    void goesOnFromItsPeaks() {
        for (int size = 0; size < LARGEST; size++) {
            MerkleTree.Growing before = new MerkleTree.Growing();
            leaves.subList(0, size).forEach(before::append);

            MerkleTree.Growing after = new MerkleTree.Growing(size, before.peaks());
            leaves.subList(size, LARGEST).forEach(after::append);

            assertThat(after.root()).isEqualTo(roots.get(LARGEST));
        }
    }
}
