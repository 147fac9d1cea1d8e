package io.comptoir.server.embedded;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The steps of one store on the way to its start, as told to the listener. */
record Progress(String store, StartupListener listener) {
    private static final int WHOLE = 100;

    void step(String step) {
        listener.step(store, step, StartupListener.UNKNOWN);
    }

    /** Reports how much of a stream of known length has been read, once per whole percent. */
    InputStream count(InputStream stream, long lengthBytes) {
        return new CountedStream(stream, lengthBytes);
    }

    private final class CountedStream extends FilterInputStream {
        private final long lengthBytes;
        private long readBytes;
        private int reported = -1;

        CountedStream(InputStream stream, long lengthBytes) {
            super(stream);
            this.lengthBytes = lengthBytes;
        }

        @Override
        public int read() throws IOException {
            int octet = super.read();
            advance(octet < 0 ? 0 : 1);
            return octet;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            advance(count);
            return count;
        }

        private void advance(int count) {
            readBytes += Math.max(0, count);
            int percent = lengthBytes <= 0 ? StartupListener.UNKNOWN : (int) (readBytes * WHOLE / lengthBytes);
            if (percent != reported) {
                reported = percent;
                listener.step(store, "unpacking", percent);
            }
        }
    }
}
