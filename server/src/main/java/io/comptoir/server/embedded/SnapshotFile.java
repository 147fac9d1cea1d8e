package io.comptoir.server.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.h2.mvstore.SingleFileStore;
import org.h2.mvstore.WriteBuffer;

/**
 * The file of the embedded MongoDB server. A snapshot is put together in memory, and the class above begins each with a small
 * buffer that it lets grow and throws away: under load twenty megabytes of large arrays a second, on whose account the garbage
 * collector never came to rest and at times stopped everything for half a second. Here the buffer is large from the beginning
 * and stays.
 */
final class SnapshotFile extends SingleFileStore {

    /** As much as thousands of documents a second change; a larger snapshot takes a larger buffer, once. */
    private static final int BUFFER_BYTES = 12 << 20;

    private final Queue<WriteBuffer> buffers = new ConcurrentLinkedQueue<>();

    private SnapshotFile(Map<String, Object> options) {
        super(options);
    }

    /**
     * Opens the file, or makes it.
     *
     * @param cacheMegabytes pages are kept in memory up to this size
     * @param pageBytes      a page that grows beyond it is split
     */
    static SnapshotFile open(Path file, int cacheMegabytes, int pageBytes) {
        SnapshotFile opened = new SnapshotFile(Map.of("cacheSize", cacheMegabytes, "pageSplitSize", pageBytes));
        opened.open(file.toString(), false, (char[]) null);
        return opened;
    }

    @Override
    public WriteBuffer getWriteBuffer() {
        WriteBuffer buffer = buffers.poll();
        return buffer == null ? new WriteBuffer(BUFFER_BYTES) : buffer.clear();
    }

    /** One snapshot is written at a time, so there is hardly ever a second. */
    @Override
    public void releaseWriteBuffer(WriteBuffer buffer) {
        if (buffers.isEmpty()) {
            buffers.add(buffer);
        }
    }
}
