package io.comptoir.platform.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.TenantId;
import java.nio.ByteBuffer;

/** What encrypted bytes belong to; they open only there, so that nothing can be moved to another organization or person. */
final class Context {

    private Context() {}

    static byte[] of(String use, TenantId tenantId, DataSubjectId subject, int generation) {
        byte[][] parts = {
            use.getBytes(UTF_8),
            tenantId.toString().getBytes(UTF_8),
            subject.value().getBytes(UTF_8)
        };
        int length = Integer.BYTES;
        for (byte[] part : parts) {
            length += Integer.BYTES + part.length;
        }
        // The lengths keep ("ab", "c") and ("a", "bc") apart.
        ByteBuffer context = ByteBuffer.allocate(length).putInt(generation);
        for (byte[] part : parts) {
            context.putInt(part.length).put(part);
        }
        return context.array();
    }
}
