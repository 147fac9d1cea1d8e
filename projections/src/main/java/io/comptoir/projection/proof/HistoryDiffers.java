package io.comptoir.projection.proof;

/** The log does not begin with what was signed before, so nothing more is signed. A person must look. */
public final class HistoryDiffers extends RuntimeException {

    private final long treeSize;

    HistoryDiffers(long treeSize) {
        super("the log does not make the root that was signed for its first " + treeSize + " events");
        this.treeSize = treeSize;
    }

    /** Of the checkpoint that does not fit. */
    public long treeSize() {
        return treeSize;
    }
}
